package dev.reconciler.bench.campaign;

import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.cli.ExitCode;
import dev.reconciler.app.cli.Reconciler;
import dev.reconciler.app.cli.ServeCommand;
import dev.reconciler.app.cli.Termination;
import dev.reconciler.app.config.ConfigLoader;
import java.util.List;

/** {@code reconciler serve} as it is shipped, except that its applier gets falsified versions of marked events. */
public final class DaemonUnderTest {
    private DaemonUnderTest() {}

    /** Takes the command line of the product's own main class; of its commands, {@code serve}. */
    public static void main(String[] args) {
        ServeCommand serve = new ServeCommand(
                new ConfigLoader(System.getenv()),
                new Preflight(),
                () -> Termination.ofProcess(ExitCode.OK),
                "campaign",
                new Tampering());
        System.exit(Reconciler.of(List.of(serve)).execute(args));
    }
}
