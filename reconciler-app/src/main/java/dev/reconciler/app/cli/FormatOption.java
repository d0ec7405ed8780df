package dev.reconciler.app.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option of every command that prints a result. */
public final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "Format of the result (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.TABLE;

    public boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /** Prints results in the chosen format. */
    public Results results(PrintWriter out) {
        return new Results(out, format);
    }
}
