package dev.reconciler.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** The outcome of one command line. */
public record Outcome(int exit, String out, String err) {

    public static Outcome of(List<Object> commands, String... arguments) {
        return of(Reconciler.of(commands, arguments), arguments);
    }

    static Outcome of(CommandLine line, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }
}
