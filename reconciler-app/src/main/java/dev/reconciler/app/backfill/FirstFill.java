package dev.reconciler.app.backfill;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats the first backfill until it succeeds: first after 2 s, then after twice as long each time, at most 5 minutes. */
public final class FirstFill {
    private static final Logger LOG = LoggerFactory.getLogger(FirstFill.class);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Supplier<Attempt> run;
    private final Predicate<Duration> pause;
    private Duration delay = FIRST;

    /** The end of one backfill. */
    public enum Attempt {
        SUCCEEDED,
        FAILED,
        /** Another one is recorded as running, perhaps that of a killed process. */
        NOT_STARTED
    }

    /** @param pause waits; false if interrupted, which ends the attempts */
    public FirstFill(Supplier<Attempt> run, Predicate<Duration> pause) {
        this.run = run;
        this.pause = pause;
    }

    /**
     * Repeats the backfill until it succeeds or this many attempts failed.
     *
     * @return whether it succeeded
     */
    public boolean tryFor(int failures) {
        int failed = 0;
        while (failed < failures) {
            Attempt attempt = run.get();
            if (attempt == Attempt.SUCCEEDED) {
                return true;
            }
            failed += attempt == Attempt.FAILED ? 1 : 0;
            if (!waitAfter(attempt)) {
                return false;
            }
        }
        return false;
    }

    /** Repeats the backfill until it succeeds or the thread is interrupted. */
    public void untilDone() {
        boolean goesOn = true;
        while (goesOn) {
            Attempt attempt = run.get();
            goesOn = attempt != Attempt.SUCCEEDED && waitAfter(attempt);
        }
    }

    private boolean waitAfter(Attempt attempt) {
        if (attempt == Attempt.NOT_STARTED) {
            return pause.test(FIRST);
        }
        Duration now = delay;
        Duration doubled = delay.multipliedBy(2);
        delay = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        LOG.warn("backfill incomplete retryIn={}s; GET /api/v1/status names tables and causes", now.toSeconds());
        return pause.test(now);
    }
}
