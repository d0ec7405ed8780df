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
                "Shows everything on two embedded PostgreSQL servers. Needs a checkout: './reconciler demo --help' there.")
public final class AbsentDemoCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        options.add(0, "./reconciler demo");
        throw new IllegalStateException("the demo is not part of this program, which ships no database server: run '"
                + String.join(" ", options) + "' in a checkout of Reconciler");
    }
}
