package dev.reconciler.app.cli;

import dev.reconciler.audit.ChainCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: the chain of who changed what. */
@Command(name = "audit", description = "Verifies the audit log.")
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
        throw new ParameterException(spec.commandLine(), "which command? 'audit verify'");
    }

    /** The answer as JSON: what does not apply is zero or empty. */
    record Answer(boolean intact, long entries, long brokenAt, String reason) {
        static Answer of(ChainCheck check) {
            return check instanceof ChainCheck.Broken broken
                    ? new Answer(false, broken.sequence() - 1, broken.sequence(), broken.reason())
                    : new Answer(true, ((ChainCheck.Intact) check).entries(), 0, "");
        }

        String line(String pipeline) {
            return intact
                    ? "the audit chain of pipeline " + pipeline + " is intact: " + entries + " entries"
                    : "the audit chain of pipeline " + pipeline + " is broken at entry " + brokenAt + ": " + reason;
        }
    }

    @Command(
            name = "verify",
            description =
                    "Walks the whole chain: each entry must be what was hashed, and follow from the one before it.",
            footer = "Exits with 0 if it is intact, 1 if it is not, 2 on an error.")
    int verify(@Mixin ConfigOption config, @Mixin FormatOption format) {
        String pipeline = pipelines.config(config).pipeline();
        Answer answer = Answer.of(
                pipelines.recorded(config, application -> application.audit().verify(pipeline)));
        format.results(spec.commandLine().getOut()).answer(answer, answer.line(pipeline));
        return answer.intact() ? ExitCode.OK : ExitCode.NO;
    }
}
