package dev.reconciler.app.web;

import dev.reconciler.app.http.DecisionForm;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.discrepancy.Discrepancy;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision as the page's form sends it.
 *
 * @param draft the reviewer's input, shown again if the decision is not carried out
 * @param confirmed the action that the page asked the reviewer to confirm; empty if it asked for none
 */
record ReviewForm(int version, DecisionForm decision, Draft draft, String confirmed) {
    static final Draft NOTHING_TYPED = new Draft(Map.of(), "", "");

    /**
     * @param values the values by column that differ from the form's initial values
     * @param until the last day of an acceptance
     */
    public record Draft(Map<String, @Nullable String> values, String notes, String until) {}

    boolean isConfirmed() {
        return confirmed.equals(decision.action());
    }

    static ReviewForm read(Context context, RowImages images, Discrepancy discrepancy) {
        String action = context.formParam("action");
        Map<String, @Nullable String> values = values(context, images, discrepancy);
        boolean custom = "CUSTOM_FIX".equals(action);
        boolean accept = "ACCEPT".equals(action);
        DecisionForm decision = new DecisionForm(
                action, custom ? values : null, accept ? context.formParam("until") : null, context.formParam("notes"));
        return new ReviewForm(
                version(context),
                decision,
                new Draft(custom ? values : Map.of(), text(context, "notes"), text(context, "until")),
                text(context, "confirm"));
    }

    private static String text(Context context, String name) {
        String text = context.formParam(name);
        return text == null ? "" : text;
    }

    static int version(Context context) {
        String version = context.formParam("version");
        try {
            return Integer.parseInt(version == null ? "" : version);
        } catch (NumberFormatException e) {
            throw InvalidRequestException.malformed("version", "is missing from the form");
        }
    }

    private static Map<String, @Nullable String> values(Context context, RowImages images, Discrepancy discrepancy) {
        Map<String, @Nullable String> changed = new LinkedHashMap<>();
        for (RowImages.Pair pair : images.pairs(discrepancy)) {
            String typed = context.formParam("value." + pair.column());
            String before = discrepancy.difference().target() != null ? pair.right() : pair.left();
            String now = context.formParam("null." + pair.column()) != null ? null : typed;
            boolean sent = typed != null || now == null && context.formParam("null." + pair.column()) != null;
            if (sent && !Objects.equals(before, now)) {
                changed.put(pair.column(), now);
            }
        }
        return Collections.unmodifiableMap(changed);
    }
}
