package dev.reconciler.app.cli;

import dev.reconciler.app.http.DecisionForm;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.PlannedCorrections;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.control.PageRequest;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.review.Decision;
import dev.reconciler.review.DecisionResult;
import dev.reconciler.review.ReviewItem;
import dev.reconciler.review.ReviewQueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code review}: the discrepancies that need a decision. */
@Command(
        name = "review",
        description = "Lists and shows the discrepancies in review, and carries out decisions.",
        footer = "Exit status: 0 success, 2 error.")
public final class ReviewCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public ReviewCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "command missing: 'review list', 'review show ID', 'review resolve ID ACTION' or 'review reopen ID'");
    }

    @Command(name = "list", description = "Lists the items in review, newest first.")
    int list(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of items, 1 to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(
                            names = "--open",
                            description = "Include open discrepancies that are not in review (policy report, dry-run).")
                    boolean open,
            @Option(names = "--decided", description = "Only discrepancies that a valid decision closed.")
                    boolean decided) {
        List<ReviewLine> lines = pipelines.recorded(config, application -> {
            RowImages images = new RowImages(application.pipeline().tables());
            DiscrepancyQuery query = DiscrepancyQuery.of(application.pipeline().name(), new PageRequest(0, limit));
            ReviewQueue reviews = application.repairs().reviews();
            return (decided ? reviews.listDecided(query) : open ? reviews.listWithOpen(query) : reviews.list(query))
                    .items().stream()
                            .map(item -> line(application, item, images))
                            .toList();
        });
        format.results(spec.commandLine().getOut())
                .list(
                        lines,
                        List.of(
                                new Results.Column<>("ID", ReviewLine::id),
                                new Results.Column<>(
                                        "TYPE", each -> each.assessment().type()),
                                new Results.Column<>(
                                        "TABLE", each -> each.place().table()),
                                new Results.Column<>(
                                        "TENANT", each -> each.place().tenant()),
                                new Results.Column<>("KEY", each -> each.place().key()),
                                new Results.Column<>(
                                        "COLUMNS",
                                        line -> String.join(
                                                ", ", line.difference().columns())),
                                new Results.Column<>(
                                        "STATE", each -> each.resolution().state()),
                                new Results.Column<>(
                                        "DECISION", each -> each.resolution().decision()),
                                new Results.Column<>(
                                        "PLANNED", each -> each.resolution().plannedCorrection()),
                                new Results.Column<>(
                                        "SINCE", each -> each.queue().since()),
                                new Results.Column<>(
                                        "CLAIMED BY", each -> each.queue().claimedBy())),
                        "the review queue is empty");
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Shows both rows, column by column.")
    int show(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "ID", description = "Id of the item.") String id) {
        pipelines.recorded(config, application -> {
            ReviewItem item = application
                    .stores()
                    .records()
                    .discrepancies()
                    .find(id)
                    .filter(found ->
                            found.pipeline().equals(application.pipeline().name()))
                    .map(found -> application.repairs().reviews().find(id).orElse(new ReviewItem(found, null)))
                    .orElseThrow(() -> new UnknownIdException("discrepancy", id));
            RowImages images = new RowImages(application.pipeline().tables());
            ReviewLine line = line(application, item, images);
            Results results = format.results(spec.commandLine().getOut());
            if (format.isJson()) {
                results.answer(line, "");
                return line;
            }
            results.answer(line, line.headline());
            results.list(
                    images.pairs(item.discrepancy()),
                    List.of(
                            new Results.Column<>("", pair -> pair.differs() ? "*" : pair.key() ? "key" : ""),
                            new Results.Column<>("COLUMN", RowImages.Pair::column),
                            new Results.Column<>(
                                    "SOURCE", pair -> cell(line.images().source(), pair.left())),
                            new Results.Column<>(
                                    "TARGET", pair -> cell(line.images().target(), pair.right()))),
                    line.difference().detail());
            return line;
        });
        return ExitCode.OK;
    }

    private static ReviewLine line(Application application, ReviewItem item, RowImages images) {
        String planned = PlannedCorrections.of(
                        application.repairs().reviews(), application.pipeline().tables(), item.discrepancy())
                .orElse(null);
        return ReviewLine.of(item, images, planned);
    }

    private static String cell(@Nullable Map<String, @Nullable String> row, @Nullable String value) {
        return row == null ? "(no row)" : value == null ? "NULL" : value;
    }

    @Command(
            name = "resolve",
            description = {
                "Carries out a decision:",
                "APPLY_SOURCE  write the current source row to the target",
                "KEEP_TARGET   accept the difference while both rows stay as they are",
                "CUSTOM_FIX    write the given values to the target's row",
                "ACCEPT        accept the difference until a date"
            })
    int resolve(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(index = "0", paramLabel = "ID", description = "Id of the item.") String id,
            @Parameters(index = "1", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}")
                    DecisionKind action,
            @Option(
                            names = "--values",
                            paramLabel = "COLUMN=VALUE",
                            description =
                                    "For CUSTOM_FIX: a value by target column; a column without '=' becomes NULL; may be repeated.")
                    @Nullable
                    List<String> values,
            @Option(names = "--note", paramLabel = "TEXT", description = "Reason, for the audit log.") @Nullable
                    String note,
            @Option(names = "--until", paramLabel = "DATE", description = "For ACCEPT: the last day (UTC).") @Nullable
                    String until,
            @Option(
                            names = "--seen",
                            paramLabel = "N",
                            description =
                                    "Refuse the decision unless the item still has this version (see 'review show').")
                    @Nullable
                    Integer seen) {
        Decision decision = new DecisionForm(action.name(), edited(values), until, note).decision();
        boolean needsWindow = decision instanceof Decision.ApplySource || decision instanceof Decision.CustomFix;
        DecisionResult resolution = needsWindow
                ? pipelines.streaming(config, application -> resolve(application, id, seen, decision))
                : pipelines.recorded(config, application -> resolve(application, id, seen, decision));
        CorrectionOutcome correction = resolution.correction();
        DiscrepancyState state = resolution.discrepancy().state();
        if (state.isOpen()) {
            throw new IllegalStateException("item " + id + " stays " + state + ": "
                    + (correction == null ? "the decision was not carried out" : correction.reason()));
        }
        String made = correction == null || correction.correction() == null ? "" : correction.correction();
        format.results(spec.commandLine().getOut())
                .answer(
                        Map.of("id", id, "state", state, "correction", made),
                        "item " + id + " is " + state + (made.isEmpty() ? "" : ", by correction " + made));
        return ExitCode.OK;
    }

    @Command(
            name = "reopen",
            description = "Withdraws a decision: the item returns to review and no row is written. 'corrections undo'"
                    + " restores a row that a decision wrote.")
    int reopen(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "ID", description = "Id of the item.") String id,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Reason, for the audit log.")
                    String reason,
            @Option(
                            names = "--seen",
                            paramLabel = "N",
                            description =
                                    "Refuse the decision unless the item still has this version (see 'review show').")
                    @Nullable
                    Integer seen) {
        String why = NoteText.required("--reason", reason);
        DiscrepancyState state = pipelines.recorded(config, application -> {
            int version = seen != null
                    ? seen
                    : application
                            .stores()
                            .records()
                            .discrepancies()
                            .find(id)
                            .orElseThrow(() -> new UnknownIdException("discrepancy", id))
                            .lifecycle()
                            .version();
            return application
                    .repairs()
                    .reviews()
                    .reopen(id, version, pipelines.actor(), why)
                    .state();
        });
        format.results(spec.commandLine().getOut())
                .answer(Map.of("id", id, "state", state), "item " + id + " is " + state + " again");
        return ExitCode.OK;
    }

    private DecisionResult resolve(Application application, String id, @Nullable Integer seen, Decision decision) {
        int version = seen != null
                ? seen
                : item(application, id).discrepancy().lifecycle().version();
        return application.repairs().reviews().resolve(id, version, pipelines.actor(), decision);
    }

    private static ReviewItem item(Application application, String id) {
        return application.repairs().reviews().find(id).orElseThrow(() -> new UnknownIdException("item in review", id));
    }

    private static @Nullable Map<String, @Nullable String> edited(@Nullable List<String> values) {
        if (values == null) {
            return null;
        }
        Map<String, @Nullable String> edited = new LinkedHashMap<>();
        for (String each : values) {
            int equals = each.indexOf('=');
            edited.put(equals < 0 ? each : each.substring(0, equals), equals < 0 ? null : each.substring(equals + 1));
        }
        return edited;
    }
}
