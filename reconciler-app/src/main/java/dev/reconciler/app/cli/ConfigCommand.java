package dev.reconciler.app.cli;

import dev.reconciler.app.config.ConfigSchema;
import dev.reconciler.rules.RuleSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code config schema}: the schemas with which editors complete and explain a configuration and rule files. */
@Command(name = "config", description = "Helps to write the configuration.")
public final class ConfigCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'config schema'");
    }

    @Command(
            name = "schema",
            description = "Prints the JSON Schema of the configuration, or of rule files.",
            footer = "Exit status: 0 success, 2 error.")
    int schema(@Option(names = "--rules", description = "The schema of rule files.") boolean rules) {
        spec.commandLine().getOut().print(rules ? RuleSchema.text() : ConfigSchema.text());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
