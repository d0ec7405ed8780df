package dev.reconciler.run.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Observed times of the ledger's sequences, from which the age of the oldest pending entry is computed. */
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

    /** The age of the oldest entry after that sequence, as far as it was observed; zero if there is none. */
    synchronized Duration since(long through, Instant now) {
        while (!marks.isEmpty() && marks.getFirst().sequence() <= through) {
            marks.removeFirst();
        }
        return marks.isEmpty()
                ? Duration.ZERO
                : Duration.between(marks.getFirst().at(), now);
    }

    /** The last sequence after {@code through} that was observed at or before that time; else {@code through}. */
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

    /** Removes every second mark, but keeps the first and the last. */
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
