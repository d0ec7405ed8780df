package dev.reconciler.app.cli;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints an error as one line on standard error; only a verbose run prints the stack trace. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final BooleanSupplier verbose;

    Errors(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine line, ParseResult parsed) {
        String message = error.getMessage();
        line.getErr().println(message == null ? "failed: " + error.getClass().getSimpleName() : message);
        if (verbose.getAsBoolean()) {
            error.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return exitCode(line);
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine line = error.getCommandLine();
        PrintWriter err = EscapingWriter.around(line.getErr());
        err.println(error.getMessage());
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return exitCode(line);
    }

    /** The command's code for every error; 2 unless the command says another. */
    private static int exitCode(CommandLine line) {
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }
}
