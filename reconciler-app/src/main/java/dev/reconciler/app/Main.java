package dev.reconciler.app;

import dev.reconciler.app.cli.ConfigCommand;
import dev.reconciler.app.cli.Reconciler;
import java.util.List;

/** The entry point of {@code reconciler.jar}: hands the arguments to the command that they name. */
public final class Main {
    private Main() {}

    /** Exits with the code of the command that ran. */
    public static void main(String[] args) {
        System.exit(Reconciler.of(List.of(new ConfigCommand())).execute(args));
    }
}
