package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Claiming;
import dev.reconciler.app.http.DiscrepancyFilter;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.PlannedCorrections;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.review.Claim;
import dev.reconciler.review.ClaimedException;
import dev.reconciler.review.DecisionRefusedException;
import dev.reconciler.review.DecisionResult;
import dev.reconciler.review.ReviewItem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of discrepancies and of the review queue, and the decisions that reviewers make there. */
public final class DiscrepancyPages implements Routes {
    private final ApiServices services;
    private final Pages pages;
    private final RowImages images;

    public DiscrepancyPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
        this.images = new RowImages(services.pipeline().tables());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                pages.get("/discrepancies", this::list),
                pages.get("/reviews", this::reviews),
                pages.get("/discrepancies/{id}", context -> detail(context, "", ReviewForm.NOTHING_TYPED)),
                pages.post("/discrepancies/{id}/claim", this::claim),
                pages.post("/discrepancies/{id}/resolution", this::resolve),
                pages.post("/discrepancies/{id}/reopen", this::reopen));
    }

    public record ListModel(Page<Discrepancy> page, DiscrepancyQuery query, List<String> tables, String more) {}

    private void list(Context context) {
        DiscrepancyQuery query = DiscrepancyFilter.read(context, services.name());
        pages.show(
                context,
                "discrepancies.jte",
                pages.frame(context, "Discrepancies", "/discrepancies"),
                Map.of(
                        "model",
                        new ListModel(
                                services.records().discrepancies().search(query),
                                query,
                                services.pipeline().tables().stream()
                                        .map(table -> table.id())
                                        .toList(),
                                PageLinks.others(context))));
    }

    private void reviews(Context context) {
        int number = PageLinks.number(context, "done");
        Page<ReviewItem> page =
                services.operations().reviews().list(DiscrepancyQuery.of(services.name(), new PageRequest(number, 50)));
        Map<String, Object> content = new HashMap<>(Map.of("page", page));
        Optional.ofNullable(context.queryParam("done"))
                .flatMap(services.records().discrepancies()::find)
                .filter(found -> found.pipeline().equals(services.name()))
                .flatMap(DoneDecision::of)
                .ifPresent(done -> content.put("done", done));
        pages.show(context, "reviews.jte", pages.frame(context, "Reviews", "/reviews"), content);
    }

    /**
     * @param draft the reviewer's input of a decision that was not carried out
     * @param confirm the decision to confirm; null if there is none
     * @param planned the correction that dry-run holds back; empty if there is none
     * @param error the reason why a decision was refused; empty if none was
     */
    public record DetailModel(
            ReviewItem item,
            List<String> key,
            List<RowImages.Pair> pairs,
            List<HistoryLine> history,
            ReviewForm.Draft draft,
            @Nullable PendingDecision confirm,
            String planned,
            String error) {
        public Discrepancy discrepancy() {
            return item.discrepancy();
        }

        /** Returns whether the decision can be withdrawn without a write to the target. */
        public boolean canBeReopened() {
            return discrepancy().state() == DiscrepancyState.RESOLVED
                    || discrepancy().state() == DiscrepancyState.ACCEPTED;
        }

        /** Returns whether a correction that can be undone closed the discrepancy(). */
        public boolean canBeUndone() {
            DecisionKind decision = discrepancy().lifecycle().decision();
            boolean byPerson = decision == DecisionKind.APPLY_SOURCE || decision == DecisionKind.CUSTOM_FIX;
            return discrepancy().lifecycle().correction() != null
                    && (byPerson || discrepancy().state() == DiscrepancyState.AUTO_CORRECTED);
        }

        public boolean inReview() {
            return discrepancy().state() == DiscrepancyState.IN_REVIEW;
        }

        public boolean decidable() {
            return discrepancy().state().isOpen();
        }

        public boolean hasKey() {
            return discrepancy().type().hasKey();
        }

        public boolean correctable() {
            return discrepancy().type().isCorrectable();
        }

        /** Describes the effect of each possible decision. */
        public String choices() {
            String keep =
                    "Keep target writes nothing; the difference is not reported again while both rows stay as they are."
                            + " Accept does the same until its date.";
            if (!correctable()) {
                return keep;
            }
            String apply = discrepancy().difference().source() == null
                    ? "Apply source deletes the target row."
                    : discrepancy().difference().target() == null
                            ? "Apply source inserts the current source row."
                            : "Apply source writes the current source row.";
            return apply + " Custom fix writes the values above. " + keep;
        }

        /** The initial value of an input field: the target's value, or the source's where the target has no row. */
        public String initial(RowImages.Pair pair) {
            Map<String, @Nullable String> edited = draft.values();
            String value = edited.containsKey(pair.column())
                    ? edited.get(pair.column())
                    : discrepancy().difference().target() != null ? pair.right() : pair.left();
            return value == null ? "" : value;
        }

        public boolean initiallyNull(RowImages.Pair pair) {
            Map<String, @Nullable String> edited = draft.values();
            return edited.containsKey(pair.column())
                    ? edited.get(pair.column()) == null
                    : (discrepancy().difference().target() != null ? pair.right() : pair.left()) == null;
        }
    }

    private void detail(Context context, String error, ReviewForm.Draft draft) {
        show(context, Lookup.discrepancy(services, context.pathParam("id")), error, draft, null);
    }

    private void show(
            Context context,
            Discrepancy found,
            String error,
            ReviewForm.Draft draft,
            @Nullable PendingDecision confirm) {
        Claim claim = services.operations()
                .reviews()
                .find(found.id())
                .map(ReviewItem::claim)
                .orElse(null);
        DetailModel model = new DetailModel(
                new ReviewItem(found, claim),
                RowImages.key(found).orElse(List.of()),
                images.pairs(found),
                services.records().audit().entries(services.name(), found.id(), new PageRequest(0, 20)).items().stream()
                        .map(HistoryLine::of)
                        .toList(),
                draft,
                confirm,
                PlannedCorrections.of(services, found).orElse(""),
                error);
        String active = model.inReview() ? "/reviews" : "/discrepancies";
        pages.show(
                context,
                "discrepancy.jte",
                pages.frame(context, Show.words(found.type()), active),
                Map.of("model", model));
    }

    private void claim(Context context) {
        String id = Lookup.discrepancy(services, context.pathParam("id")).id();
        Claiming.claim(services, id, AccessControl.actor(context));
        context.redirect("/discrepancies/" + id + "?notice=claimed", HttpStatus.SEE_OTHER);
    }

    private void resolve(Context context) {
        Discrepancy found = Lookup.discrepancy(services, context.pathParam("id"));
        ReviewForm form = ReviewForm.read(context, images, found);
        Optional<PendingDecision> asked = PendingDecision.of(found, form);
        if (asked.isPresent()) {
            show(context, found, "", form.draft(), asked.get());
            return;
        }
        try {
            DecisionResult resolution = services.operations()
                    .reviews()
                    .resolve(
                            found.id(),
                            form.version(),
                            AccessControl.actor(context),
                            form.decision().decision());
            CorrectionOutcome outcome = resolution.correction();
            if (outcome != null && !outcome.isCorrected()) {
                detail(context.status(409), "Nothing was written: " + outcome.reason(), form.draft());
                return;
            }
            context.redirect("/reviews?done=" + found.id(), HttpStatus.SEE_OTHER);
        } catch (InvalidRequestException | DecisionRefusedException e) {
            detail(context.status(422), String.valueOf(e.getMessage()), form.draft());
        } catch (StaleVersionException | ClaimedException e) {
            detail(context.status(409), String.valueOf(e.getMessage()), form.draft());
        }
    }

    private void reopen(Context context) {
        String id = Lookup.discrepancy(services, context.pathParam("id")).id();
        String reason = NoteText.required("reason", context.formParam("reason"));
        services.operations().reviews().reopen(id, ReviewForm.version(context), AccessControl.actor(context), reason);
        context.redirect("/discrepancies/" + id + "?notice=reopened", HttpStatus.SEE_OTHER);
    }
}
