package dev.reconciler.run.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Limits keys per second, with a burst of the same size. Keys taken beyond the limit are owed: the next ones wait longer. */
final class Pace {
    private final double perSecond;
    private final InstantSource clock;
    private double saved;
    private Instant at;

    Pace(int perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.saved = perSecond;
        this.at = clock.instant();
    }

    /** The number of keys that may be taken now; zero or less if no key may. */
    int allowed() {
        Instant now = clock.instant();
        double earned = Math.max(0, Duration.between(at, now).toNanos()) * perSecond / 1e9;
        saved = Math.min(perSecond, saved + earned);
        at = now;
        return (int) saved;
    }

    void spend(int keys) {
        saved -= keys;
    }
}
