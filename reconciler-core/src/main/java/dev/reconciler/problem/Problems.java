package dev.reconciler.problem;

import dev.reconciler.problem.StandingProblem.Effect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The open problems of a pipeline. A step that may fail for a passing reason reports each failure with {@link #failed}: the third
 * failure in a row with the same cause opens a problem. A step whose cause can heal without a person (a connection, a full disk,
 * a lock) reports with {@link #waits}: it becomes a problem when it has lasted for {@link #OUTAGE}. A check that has established
 * a fact opens a problem immediately with {@link #raise}. {@link #ended} closes a problem. Thread-safe.
 *
 * <p>The cause identifies a failure. Numbers in it, such as times, counts, positions and ids, are ignored when two causes are
 * compared, since they differ between two attempts; the problem shows the latest text.
 */
public final class Problems {
    /** Failures in a row with the same cause that make a problem. */
    public static final int FAILURES = 3;
    /** The time that a self-healing cause may last before it is a problem. */
    public static final Duration OUTAGE = Duration.ofMinutes(1);

    private static final Pattern NUMBERS = Pattern.compile("\\b[0-9A-F/:.-]*[0-9][0-9A-F/:.-]*(ms|s)?\\b");

    private final InstantSource clock;
    private final ProblemListener listener;
    private final Map<ProblemKey, Entry> failing = new TreeMap<>();

    private record Entry(StandingProblem problem, boolean open) {}

    public Problems(InstantSource clock, ProblemListener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** A step failed. Opens a problem at the third failure in a row with this cause. */
    public void failed(ProblemKey key, String cause, String action, Effect effect) {
        record(key, cause, action, effect, 1, Duration.ZERO);
    }

    /** A step failed, and may succeed without a person. Opens a problem when this cause has lasted for {@link #OUTAGE}. */
    public void waits(ProblemKey key, String cause, String action, Effect effect) {
        record(key, cause, action, effect, 1, OUTAGE);
    }

    /** Opens a problem at once, or updates it. */
    public void raise(ProblemKey key, String cause, String action, Effect effect) {
        record(key, cause, action, effect, FAILURES, Duration.ZERO);
    }

    private void record(ProblemKey key, String cause, String action, Effect effect, int weight, Duration tolerated) {
        @Nullable StandingProblem opened;
        synchronized (failing) {
            @Nullable Entry before = failing.get(key);
            Instant at = clock.instant();
            int failures = weight;
            Instant since = at;
            boolean wasOpen = false;
            if (before != null && same(before.problem().cause(), cause)) {
                failures = Math.max(weight, before.problem().failures() + 1);
                since = before.problem().since();
                wasOpen = before.open();
            }
            StandingProblem now = new StandingProblem(key, cause, action, effect, failures, since);
            boolean open = wasOpen
                    || failures >= FAILURES && Duration.between(since, at).compareTo(tolerated) >= 0;
            failing.put(key, new Entry(now, open));
            opened = open && !wasOpen ? now : null;
        }
        if (opened != null) {
            listener.opened(opened);
        }
    }

    /** The step succeeded, or no longer applies. Does nothing if it had not failed. */
    public void ended(ProblemKey key) {
        @Nullable Entry before;
        synchronized (failing) {
            before = failing.remove(key);
        }
        if (before != null && before.open()) {
            listener.ended(before.problem());
        }
    }

    /** The open problems, ordered by step and table. */
    public List<StandingProblem> open() {
        synchronized (failing) {
            return failing.values().stream()
                    .filter(Entry::open)
                    .map(Entry::problem)
                    .toList();
        }
    }

    private static boolean same(String cause, String other) {
        return cause.equals(other)
                || NUMBERS.matcher(cause)
                        .replaceAll("#")
                        .equals(NUMBERS.matcher(other).replaceAll("#"));
    }
}
