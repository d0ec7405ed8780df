package dev.reconciler.app.web;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.KeptCount;
import dev.reconciler.text.Constants;
import dev.reconciler.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats values for pages. */
public final class Show {
    private Show() {}

    public static String time(@Nullable Instant at) {
        return at == null ? "–" : Times.utc(at);
    }

    public static String ago(@Nullable Instant at, Instant now) {
        return at == null ? "never" : span(Duration.between(at, now)) + " ago";
    }

    /** The two largest units, such as {@code 3 h 12 min}. */
    public static String span(@Nullable Duration span) {
        return span == null ? "unknown" : Times.span(span);
    }

    public static String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return "unknown";
        }
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    public static String key(List<String> parts) {
        return parts.isEmpty() ? "–" : String.join(", ", parts);
    }

    public static String tenant(String tenant) {
        return tenant.isEmpty() ? "–" : tenant;
    }

    /** A constant's name in lower case, with blanks for underscores. */
    public static String words(Enum<?> constant) {
        return Constants.words(constant);
    }

    /** The tag of a discrepancy: its state, or the decision that left source and target different. */
    public static String words(Discrepancy discrepancy) {
        DecisionKind decision = discrepancy.lifecycle().decision();
        if (decision == null || !decision.leavesDifference()) {
            return words(discrepancy.state());
        }
        return switch (decision) {
            case KEEP_TARGET -> "kept different";
            case CUSTOM_FIX -> "custom fix";
            case ACCEPT -> "accepted until " + time(discrepancy.lifecycle().acceptedUntil());
            case APPLY_SOURCE -> words(discrepancy.state());
        };
    }

    /** The style of a discrepancy's tag: never good where a decision left source and target different. */
    public static String tone(Discrepancy discrepancy) {
        DecisionKind decision = discrepancy.lifecycle().decision();
        return decision != null && decision.leavesDifference() ? "warn" : tone(discrepancy.state());
    }

    /** The number of a table's differences that decisions left in place; empty if there are none. */
    public static String kept(KeptCount count) {
        List<String> parts = new ArrayList<>();
        if (count.kept() > 0) {
            parts.add(number(count.kept()) + " kept different");
        }
        if (count.accepted() > 0) {
            parts.add(number(count.accepted()) + " accepted");
        }
        return String.join(", ", parts);
    }

    /** The style of a state's tag: good, bad (act), warn (look), or none. */
    public static String tone(Enum<?> state) {
        return switch (state.name()) {
            case "RUNNING", "LIVE", "HEALED", "RESOLVED", "SUCCEEDED", "AUTO_CORRECTED" -> "good";
            case "FAILED", "STOPPED", "OPEN", "PAUSED" -> "bad";
            case "IN_REVIEW", "ACCEPTED", "WAITING", "INTERRUPTED", "VOID", "FILLING", "PENDING", "STARTING" -> "warn";
            default -> "";
        };
    }
}
