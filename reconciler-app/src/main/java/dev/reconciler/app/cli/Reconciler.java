package dev.reconciler.app.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program; every command is below it. */
@Command(
        name = "reconciler",
        description = "Verifies, repairs and reports on a live migration between two databases.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        versionProvider = Reconciler.Version.class)
public final class Reconciler implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log more to standard error and show stack traces; -vv logs everything.")
    private boolean[] verbose = {};

    private Reconciler() {}

    /**
     * The command line with these commands; errors are one line each and exit with 2.
     *
     * <p>If the first argument names a command, only this one is described: describing all of them takes longer than most
     * commands. The command prints the same in both cases.
     *
     * @param arguments those that will be executed; none for a command line that knows every command
     */
    public static CommandLine of(List<Object> commands, String... arguments) {
        Reconciler root = new Reconciler();
        CommandLine line = new CommandLine(root);
        named(commands, arguments).forEach(line::addSubcommand);
        Errors errors = new Errors(() -> root.verbose.length > 0);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(errors);
        line.setParameterExceptionHandler(errors);
        line.setExecutionStrategy(parsed -> {
            LogLevel.set(root.verbose.length);
            line.setErr(EscapingWriter.around(line.getErr()));
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    private static List<Object> named(List<Object> commands, String... arguments) {
        if (arguments.length > 0) {
            for (Object command : commands) {
                if (command.getClass().getAnnotation(Command.class).name().equals(arguments[0])) {
                    return List.of(command);
                }
            }
        }
        return commands;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing; see 'reconciler --help'");
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Reconciler.class.getPackage().getImplementationVersion();
            return new String[] {"reconciler " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
