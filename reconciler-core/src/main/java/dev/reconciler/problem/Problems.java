package dev.reconciler.problem;

import dev.reconciler.problem.StandingProblem.Effect;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The problems of a pipeline that stand now. A step that may fail for a passing reason reports each failure with
 * {@link #failed}: the third failure in a row with the same cause opens a problem. A check that has established a fact opens one
 * at once with {@link #raise}. Either ends it with {@link #ended}. Safe for use by several threads.
 *
 * <p>The cause identifies a failure: it must not contain what differs between two attempts, such as a time or a count.
 */
public final class Problems {
    /** Failures in a row with the same cause that make a problem. */
    public static final int FAILURES = 3;

    private final Clock clock;
    private final ProblemListener listener;
    private final Map<ProblemKey, StandingProblem> failing = new TreeMap<>();

    public Problems(Clock clock, ProblemListener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** A step failed. Opens a problem at the third failure in a row with this cause. */
    public void failed(ProblemKey key, String cause, String action, Effect effect) {
        record(key, cause, action, effect, 1);
    }

    /** Opens a problem at once, or updates it. */
    public void raise(ProblemKey key, String cause, String action, Effect effect) {
        record(key, cause, action, effect, FAILURES);
    }

    private void record(ProblemKey key, String cause, String action, Effect effect, int weight) {
        @Nullable StandingProblem opened;
        synchronized (failing) {
            @Nullable StandingProblem before = failing.get(key);
            StandingProblem now;
            boolean wasOpen = false;
            if (before != null && before.cause().equals(cause)) {
                int failures = Math.max(weight, before.failures() + 1);
                now = new StandingProblem(key, cause, action, effect, failures, before.since());
                wasOpen = isOpen(before);
            } else {
                now = new StandingProblem(key, cause, action, effect, weight, clock.instant());
            }
            failing.put(key, now);
            opened = isOpen(now) && !wasOpen ? now : null;
        }
        if (opened != null) {
            listener.opened(opened);
        }
    }

    /** The step succeeded, or no longer applies. Does nothing if it had not failed. */
    public void ended(ProblemKey key) {
        @Nullable StandingProblem before;
        synchronized (failing) {
            before = failing.remove(key);
        }
        if (before != null && isOpen(before)) {
            listener.ended(before);
        }
    }

    /** The open problems, ordered by step and table. */
    public List<StandingProblem> open() {
        synchronized (failing) {
            return failing.values().stream().filter(Problems::isOpen).toList();
        }
    }

    private static boolean isOpen(StandingProblem problem) {
        return problem.failures() >= FAILURES;
    }
}
