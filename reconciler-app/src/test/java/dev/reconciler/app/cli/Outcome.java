package dev.reconciler.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** The outcome of one command line. */
public record Outcome(int exit, String out, String err) {

    public static Outcome of(List<Object> commands, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Reconciler.of(commands).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }
}
