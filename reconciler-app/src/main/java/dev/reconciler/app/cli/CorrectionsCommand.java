package dev.reconciler.app.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.NoteText;
import dev.reconciler.app.http.RowImages;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.row.ChangedRow;
import java.time.Instant;
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

/** {@code corrections}: lists and undoes corrections. */
@Command(
        name = "corrections",
        description = "Lists and undoes corrections.",
        footer = "Exit status: 0 success, 2 error.")
public final class CorrectionsCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public CorrectionsCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "command missing: 'corrections list' or 'corrections undo ID'");
    }

    /** A correction as printed; in JSON one flat object, with the members of the parts in their order. */
    record Line(
            String id,
            Instant at,
            @JsonUnwrapped Address address,
            String kind,
            String actor,
            String discrepancy,
            @JsonUnwrapped Images images,
            @Nullable String undoneBy) {
        record Address(String table, String tenant, String key) {}

        /** Both rows by column name; null for no row. */
        record Images(
                @Nullable Map<String, @Nullable String> before,
                @Nullable Map<String, @Nullable String> after) {}
    }

    @Command(name = "list", description = "Lists corrections, newest first.")
    int list(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--table",
                            paramLabel = "TABLE",
                            defaultValue = "",
                            description = "Only corrections of this target table.")
                    String table,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of corrections, 1 to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit) {
        List<Line> lines = pipelines.recorded(config, application -> {
            String id = table.isEmpty()
                    ? ""
                    : application.config().targetTable(table).toString();
            Page<Correction> page = application.stores().records().journal().list(id, new PageRequest(0, limit));
            RowImages images = new RowImages(application.pipeline().tables());
            return page.items().stream().map(each -> line(each, images)).toList();
        });
        format.results(spec.commandLine().getOut())
                .list(
                        lines,
                        List.of(
                                new Results.Column<>("ID", Line::id),
                                new Results.Column<>("AT", Line::at),
                                new Results.Column<>(
                                        "TABLE", line -> line.address().table()),
                                new Results.Column<>(
                                        "TENANT", line -> line.address().tenant()),
                                new Results.Column<>(
                                        "KEY", line -> line.address().key()),
                                new Results.Column<>("KIND", Line::kind),
                                new Results.Column<>("BY", Line::actor),
                                new Results.Column<>("UNDONE BY", Line::undoneBy)),
                        "no corrections");
        return ExitCode.OK;
    }

    private static Line line(Correction made, RowImages images) {
        ChangedRow row = made.row();
        return new Line(
                made.id(),
                made.at(),
                new Line.Address(row.table(), row.tenant().toString(), row.key().toString()),
                made.kind().name(),
                made.actor(),
                made.discrepancy(),
                new Line.Images(images.named(row.table(), row.before()), images.named(row.table(), row.after())),
                made.undoneBy());
    }

    @Command(
            name = "undo",
            description = "Restores the row before the correction. The discrepancy returns to review and is not"
                    + " corrected automatically until the source row changes.")
    int undo(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "ID", description = "Id of the correction.") String id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Reason, for the audit log.")
                    String reason) {
        String why = NoteText.optional("--reason", reason);
        CorrectionOutcome outcome = pipelines.recorded(config, application -> undone(application, id, why));
        String undo = String.valueOf(outcome.correction());
        format.results(spec.commandLine().getOut())
                .answer(
                        Map.of("correction", id, "undoneBy", undo),
                        "correction " + id + " undone by correction " + undo);
        return ExitCode.OK;
    }

    private CorrectionOutcome undone(Application application, String id, String reason) {
        CorrectionOutcome outcome = application.repairs().undo().undo(id, pipelines.actor(), reason);
        if (!outcome.isCorrected()) {
            throw new IllegalStateException("correction " + id + " was not undone: " + outcome.reason());
        }
        return outcome;
    }
}
