package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.http.SampleView;
import dev.reconciler.app.http.Undoing;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.cdc.apply.parked.RetryResult;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunRequest;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;

/** The pages of runs, corrections and parked events. */
public final class RecordPages implements Routes {
    private static final int SIZE = 50;
    private static final int PARKED = 200;
    private static final int RULES = 200;

    private final ApiServices services;
    private final Pages pages;
    private final RowImages images;

    public RecordPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
        this.images = new RowImages(services.pipeline().tables()).brief();
    }

    @Override
    public List<Route> routes() {
        return List.of(
                pages.get("/runs", this::runs),
                pages.post("/runs", this::start),
                pages.get("/runs/{id}", this::run),
                pages.get("/corrections", this::corrections),
                pages.post("/corrections/{id}/undo", this::undo),
                pages.get("/parked", this::parked),
                pages.post("/parked/{id}/retry", this::retry),
                pages.post("/parked/{id}/discard", this::discard));
    }

    private void runs(Context context) {
        PageRequest request = new PageRequest(PageLinks.number(context), SIZE);
        Page<Run> page = services.records().runs().list(new RunQuery(services.name(), null, null, request));
        pages.show(
                context,
                "runs.jte",
                pages.frame(context, "Runs", "/runs"),
                Map.of(
                        "page",
                        page,
                        "lines",
                        RunLine.of(services.records().runs(), page.items()),
                        "jobs",
                        List.of(JobKind.values())));
    }

    private void start(Context context) {
        String name = context.formParam("job");
        JobKind job = RequestParameters.constant("job", name == null ? "" : name, JobKind.class);
        try {
            ChangedBetween changed = ChangedBetween.parse(
                    context.formParam("since"),
                    context.formParam("until"),
                    services.clock().instant());
            services.operations()
                    .launcher()
                    .launch(RunRequest.all(job, AccessControl.actor(context)).ofChanges(changed));
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.senseless("job, since, until", String.valueOf(e.getMessage()));
        }
        context.redirect("/runs?notice=started", HttpStatus.SEE_OTHER);
    }

    private void run(Context context) {
        Run run = Lookup.run(services, context.pathParam("id"));
        pages.show(
                context,
                "run.jte",
                pages.frame(context, "Run of " + run.job(), "/runs"),
                Map.of(
                        "line",
                        RunLine.of(services.records().runs(), List.of(run)).get(0),
                        "results",
                        services.records().runs().results(run.id()),
                        "rules",
                        ofRules(run),
                        "samples",
                        services.records().runs().samples(run.id()).stream()
                                .map(SampleView::of)
                                .toList()));
    }

    /** The results of the run's rules; a longer list has its first page. */
    private Page<RuleResult> ofRules(Run run) {
        return services.records()
                .rules()
                .results()
                .list(new RuleResultQuery(null, null, run.id(), null, new PageRequest(0, RULES)));
    }

    /** A correction with the columns that it changed. */
    public record CorrectionLine(Correction correction, List<RowImages.Pair> pairs) {
        public boolean canBeUndone() {
            return correction.undoneBy() == null && correction.kind() != CorrectionKind.UNDO;
        }

        /** An undo refers to the correction that it undid, not to a discrepancy. */
        public boolean hasDiscrepancy() {
            return correction.kind() != CorrectionKind.UNDO;
        }

        /** The changed columns of an updated row; all columns of an inserted or deleted row. */
        public List<RowImages.Pair> shown() {
            boolean changed =
                    correction.row().before() != null && correction.row().after() != null;
            return changed ? pairs.stream().filter(RowImages.Pair::differs).toList() : pairs;
        }
    }

    private void corrections(Context context) {
        Page<Correction> page =
                services.records().corrections().list("", new PageRequest(PageLinks.number(context), SIZE));
        List<CorrectionLine> lines = page.items().stream()
                .map(each -> new CorrectionLine(each, images.pairs(each.row())))
                .toList();
        pages.show(
                context,
                "corrections.jte",
                pages.frame(context, "Corrections", "/corrections"),
                Map.of("page", page, "lines", lines));
    }

    private void undo(Context context) {
        String id = context.pathParam("id");
        String reason = NoteText.required("reason", context.formParam("reason"));
        Undoing.undo(services, id, AccessControl.actor(context), reason);
        String discrepancy = services.records()
                .corrections()
                .find(id)
                .map(Correction::discrepancy)
                .orElse("");
        boolean isThere =
                services.records().discrepancies().find(discrepancy).isPresent(); // pruning may have removed it
        context.redirect(
                (isThere ? "/discrepancies/" + discrepancy : "/corrections") + "?notice=undone", HttpStatus.SEE_OTHER);
    }

    private void parked(Context context) {
        showParked(
                context, RequestParameters.read(context, RequestParameters::numberedPlace, "after", "notice"), "", "");
    }

    /**
     * @param place the cursor after which events are listed
     * @param tried the result of a retry; empty if none was made
     * @param refused the target's error for the retried event that stays parked; empty if none does
     */
    private void showParked(Context context, Cursor place, String tried, String refused) {
        pages.show(
                context,
                "parked.jte",
                pages.frame(context, "Parked events", "/parked"),
                Map.of(
                        "part",
                        services.operations().parked().list("", place, PARKED),
                        "first",
                        place.equals(Cursor.START),
                        "tried",
                        tried,
                        "refused",
                        refused));
    }

    private void retry(Context context) {
        String id = context.pathParam("id");
        RetryResult result = services.operations()
                .parked()
                .retry(number(id), AccessControl.actor(context))
                .orElseThrow(() -> new UnknownIdException("parked event", id));
        String refused = result.failures().entrySet().stream()
                .min(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse("");
        showParked(context, Cursor.START, ParkedEvents.summary(result), refused);
    }

    private void discard(Context context) {
        String id = context.pathParam("id");
        String reason = NoteText.required("reason", context.formParam("reason"));
        if (services.operations()
                .parked()
                .discard(number(id), AccessControl.actor(context), reason)
                .isEmpty()) {
            throw new UnknownIdException("parked event", id);
        }
        context.redirect("/parked?notice=discarded", HttpStatus.SEE_OTHER);
    }

    /** The event's number; -1, which no event has, if the text is no number. */
    private static long number(String id) {
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
    }
}
