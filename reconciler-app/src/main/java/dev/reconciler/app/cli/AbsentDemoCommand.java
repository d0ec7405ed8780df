package dev.reconciler.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands for {@code demo} in the daemon's program: the demo runs database servers, and the daemon ships none. */
@Command(
        name = "demo",
        description =
                "Runs a demonstration on two embedded PostgreSQL servers. It needs a checkout: './reconciler demo --help'.")
public final class AbsentDemoCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        options.add(0, "./reconciler demo");
        throw new IllegalStateException("this program has no demo, because it ships no database server: run '"
                + String.join(" ", options) + "' in a checkout of Reconciler");
    }
}
