package dev.reconciler.app.cli;

import dev.reconciler.app.http.AuditView;
import dev.reconciler.app.http.ChainReport;
import dev.reconciler.app.security.ActorName;
import dev.reconciler.audit.AuditQuery;
import dev.reconciler.control.PageRequest;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: lists and verifies the audit log. */
@Command(name = "audit", description = "Lists and verifies the audit log.")
public final class AuditCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public AuditCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'audit list' or 'audit verify'");
    }

    @Command(
            name = "list",
            description = "Lists audit entries, newest first.",
            footer = "Exit status: 0 success, 2 error.")
    int list(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--actor",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = "Only entries of this actor.")
                    String actor,
            @Option(
                            names = "--action",
                            paramLabel = "ACTION",
                            defaultValue = "",
                            description = "Only this action (discrepancy.RESOLVED) or this kind (run).")
                    String action,
            @Option(
                            names = "--subject",
                            paramLabel = "ID",
                            defaultValue = "",
                            description =
                                    "Only entries about this discrepancy, correction, run, parked event or table.")
                    String subject,
            @Option(names = "--people", description = "Without the daemon's own entries.") boolean people,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Maximum number of entries, 1 to 1000 (default: ${DEFAULT-VALUE}).")
                    int limit) {
        String pipeline = pipelines.config(config).pipeline();
        AuditQuery query = new AuditQuery(
                pipeline,
                subject,
                actor,
                action,
                people ? ActorName.OF_THE_DAEMON : Set.of(),
                new PageRequest(0, limit));
        List<AuditView> entries = pipelines.recorded(
                config, application -> application.stores().audit().log().entries(query).items().stream()
                        .map(AuditView::of)
                        .toList());
        format.results(spec.commandLine().getOut())
                .list(
                        entries,
                        List.of(
                                new Results.Column<>("ENTRY", AuditView::sequence),
                                new Results.Column<>("AT", AuditView::at),
                                new Results.Column<>("BY", AuditView::actor),
                                new Results.Column<>("ACTION", AuditView::action),
                                new Results.Column<>("SUBJECT", AuditView::subject),
                                new Results.Column<>("DETAIL", AuditView::detail)),
                        "no entries");
        return ExitCode.OK;
    }

    @Command(
            name = "verify",
            description =
                    "Verifies the whole chain: each entry must match its hash and the hash of the entry before it.",
            footer = "Exit status: 0 intact, 1 broken, 2 error.")
    int verify(@Mixin ConfigOption config, @Mixin FormatOption format) {
        String pipeline = pipelines.config(config).pipeline();
        ChainReport answer = ChainReport.of(pipelines.recorded(
                config, application -> application.stores().audit().log().verify(pipeline)));
        format.results(spec.commandLine().getOut()).answer(answer, answer.line(pipeline));
        return answer.intact() ? ExitCode.OK : ExitCode.NO;
    }
}
