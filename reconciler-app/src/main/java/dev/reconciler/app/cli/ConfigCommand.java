package dev.reconciler.app.cli;

import dev.reconciler.app.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code config schema}: the schema with which editors complete and explain a configuration. */
@Command(name = "config", description = "Helps to write the configuration.")
public final class ConfigCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'config schema'");
    }

    @Command(name = "schema", description = "Prints the JSON Schema of the configuration.")
    int schema() {
        spec.commandLine().getOut().print(ConfigSchema.text());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
