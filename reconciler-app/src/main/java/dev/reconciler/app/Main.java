package dev.reconciler.app;

import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.cli.CheckCommand;
import dev.reconciler.app.cli.ConfigCommand;
import dev.reconciler.app.cli.Reconciler;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.demo.DemoCommand;
import java.util.List;

/** The entry point of {@code reconciler.jar}: hands the arguments to the command that they name. */
public final class Main {
    private Main() {}

    /** Exits with the code of the command that ran. */
    public static void main(String[] args) {
        ConfigLoader configs = new ConfigLoader(System.getenv());
        List<Object> commands =
                List.of(new CheckCommand(configs, new Preflight()), new ConfigCommand(), new DemoCommand());
        System.exit(Reconciler.of(commands).execute(args));
    }
}
