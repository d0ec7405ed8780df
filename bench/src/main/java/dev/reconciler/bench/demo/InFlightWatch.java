package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.score.InFlightFigures;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.InFlight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Records the maximum number of rows in flight among its readings. Not safe for use by several threads. */
final class InFlightWatch {
    private final Candidates candidates;
    private final InstantSource clock;
    private long most;
    private Duration oldest = Duration.ZERO;

    InFlightWatch(Candidates candidates, InstantSource clock) {
        this.candidates = candidates;
        this.clock = clock;
    }

    /** Returns the number of rows in flight now. */
    long look() {
        Instant now = clock.instant();
        List<InFlight> waiting = candidates.inFlight();
        long rows = waiting.stream().mapToLong(InFlight::rows).sum();
        most = Math.max(most, rows);
        for (InFlight each : waiting) {
            Duration age = Duration.between(each.since(), now);
            oldest = age.compareTo(oldest) > 0 ? age : oldest;
        }
        return rows;
    }

    InFlightFigures figures() {
        long left = look();
        return new InFlightFigures(most, oldest, left);
    }
}
