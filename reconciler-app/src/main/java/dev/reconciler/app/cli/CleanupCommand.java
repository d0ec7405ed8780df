package dev.reconciler.app.cli;

import dev.reconciler.app.cleanup.Cleanup;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cleanup}: removes a pipeline's objects. */
@Command(
        name = "cleanup",
        description = "Drops the pipeline's slot, publication and records. Your tables stay.",
        footer = "Exit status: 0 success, 2 not confirmed, a daemon still runs the pipeline, or another error.")
public final class CleanupCommand implements Callable<Integer> {
    private final Pipelines pipelines;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(names = "--yes", description = "Don't ask for confirmation.")
    private boolean yes;

    @Option(
            names = "--publication",
            description = "Only removes the tables from the publications, even beside a running daemon: unblocks"
                    + " an application whose statements fail because a table is published. A publication that no"
                    + " slot needs is dropped.")
    private boolean publicationOnly;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public CleanupCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public Integer call() {
        Results results = format.results(spec.commandLine().getOut());
        try (Cleanup cleanup = Application.cleanup(pipelines.config(config))) {
            List<String> found = publicationOnly ? cleanup.publications() : cleanup.found();
            if (found.isEmpty()) {
                results.answer(Map.of("dropped", found), "there is nothing to drop");
                return ExitCode.OK;
            }
            if (!yes && !confirmed(found)) {
                throw new IllegalStateException("not confirmed; nothing was dropped; type 'yes' or use --yes");
            }
            if (publicationOnly) {
                cleanup.withdrawPublications(pipelines.actor());
            } else {
                cleanup.run(Daemon.owner("cleanup"));
            }
            results.answer(Map.of("dropped", found), "dropped: " + String.join("; ", found));
            return ExitCode.OK;
        }
    }

    private boolean confirmed(List<String> found) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("This permanently drops:");
        found.forEach(each -> err.println("  " + each));
        err.print("Type 'yes' to continue: ");
        err.flush();
        Scanner answer = new Scanner(System.in, java.nio.charset.Charset.defaultCharset());
        return answer.hasNextLine() && answer.nextLine().strip().equals("yes");
    }
}
