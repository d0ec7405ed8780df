package dev.reconciler.app.cli;

import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Prints the progress of a long run: on a terminal one line that overwrites itself, elsewhere a plain line periodically. */
public final class Progress implements RunListener {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Duration ON_TERMINAL = Duration.ofMillis(100);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);

    private final PrintStream err;
    private final boolean terminal;
    private final InstantSource clock;
    private Instant next = Instant.MAX;
    private int width;

    /** @param terminal true if {@code err} is a terminal */
    public Progress(PrintStream err, boolean terminal, InstantSource clock) {
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void started(Run run) {
        next = clock.instant().plus(MOMENT);
    }

    @Override
    public synchronized void progress(String run, JobKind job, String what, long done, long total) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(terminal ? ON_TERMINAL : ELSEWHERE);
        String line = job.jobName() + ": " + done + (total < 0 ? "" : " of " + total) + " " + what;
        if (terminal) {
            overwrite(line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    @Override
    public synchronized void finished(Run run, List<RunResult> results, Duration took) {
        next = Instant.MAX;
        if (width > 0) {
            overwrite("");
            err.print('\r');
            err.flush();
            width = 0;
        }
    }

    private void overwrite(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        width = line.length();
    }
}
