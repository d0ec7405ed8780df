package dev.reconciler.targetstream;

import dev.reconciler.position.Position;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The record of the target's writes, and a way to wait until it holds everything that an open target snapshot shows: write a message
 * into the target's log, and wait until the record is past it. Everything that the snapshot shows was committed before that message, and
 * the log is delivered in commit order.
 */
public final class TargetRecord {
    /** About ten times the usual delay; a window is open meanwhile. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);
    /** After a timeout no window waits for this long, so that a stream that is down does not delay each of them. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final TargetChanges changes;
    private final Patience patience;
    private final InstantSource clock;
    private volatile Instant downSince = Instant.EPOCH;

    public TargetRecord(TargetChanges changes, Patience patience, InstantSource clock) {
        this.changes = changes;
        this.patience = patience;
        this.clock = clock;
    }

    public TargetChanges changes() {
        return changes;
    }

    /** Waits; returns whether everything that was committed before the call is recorded. Without a record there is no wait. */
    boolean catchUp() {
        if (changes.known().isEmpty()) {
            return false;
        }
        Position here = changes.emit();
        boolean down = clock.instant().isBefore(downSince.plus(PAUSE));
        boolean reached = patience.await(() -> isPast(here), down ? Duration.ZERO : MAX_WAIT);
        downSince = reached ? Instant.EPOCH : down ? downSince : clock.instant();
        return reached;
    }

    private boolean isPast(Position position) {
        return changes.known().filter(known -> known.through().covers(position)).isPresent();
    }
}
