package dev.reconciler.run.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When the ledger was seen to have reached which sequence, so that it can be told since when the oldest entry waits. */
final class LagMarks {
    private static final int MOST = 1_000;

    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(long sequence, Instant at) {}

    synchronized void reached(long sequence, Instant now) {
        if (marks.isEmpty() || marks.getLast().sequence() < sequence) {
            marks.add(new Mark(sequence, now));
        }
        if (marks.size() > MOST) {
            thinOut();
        }
    }

    /** How long the oldest entry after that sequence has been waiting, as far as it was seen; zero if there is none. */
    synchronized Duration since(long through, Instant now) {
        while (!marks.isEmpty() && marks.getFirst().sequence() <= through) {
            marks.removeFirst();
        }
        return marks.isEmpty()
                ? Duration.ZERO
                : Duration.between(marks.getFirst().at(), now);
    }

    /** The last sequence that was seen at or before that time, of those after {@code through}; else {@code through}. */
    synchronized long restedSince(Instant then, long through) {
        long rested = through;
        for (Mark mark : marks) {
            if (mark.at().isAfter(then)) {
                break;
            }
            rested = Math.max(rested, mark.sequence());
        }
        return rested;
    }

    /** Every second mark goes, never the first or the last. */
    private void thinOut() {
        Deque<Mark> kept = new ArrayDeque<>();
        Mark last = marks.getLast();
        boolean keep = true;
        for (Mark mark : marks) {
            if (keep || mark == last) {
                kept.add(mark);
            }
            keep = !keep;
        }
        marks.clear();
        marks.addAll(kept);
    }
}
