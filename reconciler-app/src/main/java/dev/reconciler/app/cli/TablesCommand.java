package dev.reconciler.app.cli;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.cdc.apply.TableStatus;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tables}: lists the tables' states, and resumes paused tables. */
@Command(
        name = "tables",
        description = "Lists the tables' states, and resumes a table that was paused by a schema change.",
        footer = "Exit status: 0 success, 2 error.")
public final class TablesCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public TablesCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'tables list' or 'tables resume TABLE'");
    }

    @Command(name = "list", description = "Lists the mapped tables with their states.")
    int list(@Mixin ConfigOption config, @Mixin FormatOption format) {
        List<TableStatus> lines = pipelines.recorded(config, Application::tableStatuses);
        format.results(spec.commandLine().getOut())
                .list(
                        lines,
                        List.of(
                                new Results.Column<>("TABLE", TableStatus::table),
                                new Results.Column<>("SOURCE", TableStatus::source),
                                new Results.Column<>("STATE", TableStatus::state),
                                new Results.Column<>("DETAIL", TableStatus::detail)),
                        "no tables");
        return ExitCode.OK;
    }

    @Command(
            name = "resume",
            description = "Resumes a paused table: the applier applies its events again. Then retry its parked events.")
    int resume(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Parameters(paramLabel = "TABLE", description = "The target table.") String table) {
        String id = pipelines.config(config).targetTable(table).toString();
        boolean resumed = pipelines.recorded(config, application -> {
            application.pipeline().tables(List.of(id));
            return application.pausedTables().resume(id, pipelines.actor());
        });
        if (!resumed) {
            throw new IllegalStateException("table " + id + " is not paused; see 'reconciler tables list'");
        }
        format.results(spec.commandLine().getOut())
                .answer(
                        Map.of("resumed", id),
                        "table " + id + " resumed; now list its parked events with 'reconciler parked list --table "
                                + id + "', and retry or discard them");
        return ExitCode.OK;
    }
}
