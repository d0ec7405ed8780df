package dev.reconciler.app.cli;

import dev.reconciler.app.http.NoteText;
import dev.reconciler.cdc.apply.parked.ParkedEvents;
import dev.reconciler.cdc.apply.parked.ParkedEvents.Parked;
import dev.reconciler.cdc.apply.parked.RetryResult;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.UnknownIdException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code parked}: lists, retries and discards parked events. */
@Command(
        name = "parked",
        description = "Lists, retries and discards parked events.",
        footer = "Exit status: 0 success, 2 error.")
public final class ParkedCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public ParkedCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "command missing: 'parked list', 'parked retry ID' or 'parked discard ID'");
    }

    @Command(name = "list", description = "Lists parked events in source order.")
    int list(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--table",
                            paramLabel = "TABLE",
                            defaultValue = "",
                            description = "Only events of this target table.")
                    String table,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "Maximum number of events (default: ${DEFAULT-VALUE}).")
                    int limit) {
        List<Parked> lines = pipelines.recorded(config, application -> {
            String id = table.isEmpty()
                    ? ""
                    : application.config().targetTable(table).toString();
            return application.parkedEvents().list(id, Cursor.START, limit).items();
        });
        format.results(spec.commandLine().getOut())
                .list(
                        lines,
                        List.of(
                                new Results.Column<>("ID", Parked::id),
                                new Results.Column<>("AT", Parked::at),
                                new Results.Column<>("TABLE", Parked::table),
                                new Results.Column<>("KEY", Parked::key),
                                new Results.Column<>("OPERATION", Parked::operation),
                                new Results.Column<>("ATTEMPTS", Parked::attempts),
                                new Results.Column<>(
                                        "ERROR",
                                        line -> line.error().isEmpty()
                                                ? "queued behind an earlier event of the same key"
                                                : line.error())),
                        "no parked events");
        return ExitCode.OK;
    }

    @Command(name = "retry", description = "Retries all events of this event's key, in order.")
    int retry(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "ID", description = "Id of the event.") long id) {
        RetryResult result = pipelines
                .recorded(config, application -> application.parkedEvents().retry(id, pipelines.actor()))
                .orElseThrow(() -> new UnknownIdException("parked event", Long.toString(id)));
        format.results(spec.commandLine().getOut()).answer(result, ParkedEvents.summary(result));
        result.failures()
                .forEach((event, error) ->
                        spec.commandLine().getErr().println("event " + event + " rejected again: " + error));
        spec.commandLine().getErr().flush();
        return result.failures().isEmpty() ? ExitCode.OK : ExitCode.ERROR;
    }

    @Command(
            name = "discard",
            description = "Discards an event; verification then finds the difference that it leaves.")
    int discard(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "ID", description = "Id of the event.") long id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Reason, for the audit log.")
                    String reason) {
        String why = NoteText.optional("--reason", reason);
        if (pipelines
                .recorded(config, application -> application.parkedEvents().discard(id, pipelines.actor(), why))
                .isEmpty()) {
            throw new UnknownIdException("parked event", Long.toString(id));
        }
        format.results(spec.commandLine().getOut()).answer(Map.of("discarded", id), "event " + id + " discarded");
        return ExitCode.OK;
    }
}
