package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Prints the demo's events on the terminal as they happen. Safe for use by several threads. */
final class Narrator implements RunListener {
    private final PrintStream out;
    private final InstantSource clock;

    Narrator(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    void say(String text) {
        Instant now = clock.instant();
        LocalTime time = LocalTime.ofInstant(now, ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
        synchronized (out) {
            out.printf("%tT  %s%n", time, text);
            out.flush();
        }
    }

    void injected(List<Injected> drifts) {
        drifts.forEach(drift -> say("injected   " + drift.kind() + " in " + drift.table() + ", tenant " + drift.tenant()
                + ", key " + drift.key()));
    }

    @Override
    public void recorded(String run, Recorded recorded) {
        if (recorded.outcome() != Recorded.Outcome.SEEN_AGAIN) {
            Discrepancy found = recorded.discrepancy();
            say("found      " + found.type() + " in " + found.place().table() + ", tenant "
                    + found.place().tenant() + ", " + subject(found));
        }
    }

    @Override
    public void corrected(String table, String kind) {
        say("corrected  " + kind + " in " + table);
    }

    @Override
    public void finished(Run run, List<RunResult> results, Duration took) {
        boolean diverged = results.stream().anyMatch(result -> result.verdict() == Verdict.DIVERGED);
        if (diverged
                || run.job().equals(JobKind.BACKFILL.jobName())
                || !run.error().isEmpty()) {
            say("run        " + run.job() + " " + run.state() + (diverged ? " DIVERGED" : "") + " in " + took.toMillis()
                    + " ms" + (run.error().isEmpty() ? "" : ": " + run.error()));
        }
    }

    private static String subject(Discrepancy found) {
        if (found.type().hasKey()) {
            return "key "
                    + RowKey.decode(found.place().subject())
                    + (found.difference().columns().isEmpty()
                            ? ""
                            : ", columns "
                                    + String.join(", ", found.difference().columns()));
        }
        return found.place().subject().isEmpty()
                ? found.difference().detail()
                : found.place().subject();
    }
}
