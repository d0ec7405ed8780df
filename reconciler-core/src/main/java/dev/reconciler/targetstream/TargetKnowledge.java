package dev.reconciler.targetstream;

import dev.reconciler.position.Position;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes sure that the record of writes to the target holds everything that an open target snapshot shows: a message is written into
 * the target's log, and the record is waited for until it is past it. Whatever the snapshot shows was committed before that message, and
 * the log is delivered in the order of the commits.
 */
public final class TargetKnowledge {
    /** Some ten times what it takes; a window is open meanwhile. */
    private static final Duration LONGEST = Duration.ofSeconds(3);
    /** A stream that is away must not cost each window that time. */
    private static final Duration AWAY = Duration.ofSeconds(15);

    private final TargetChanges changes;
    private final Patience patience;
    private final InstantSource clock;
    private volatile Instant awaySince = Instant.EPOCH;

    public TargetKnowledge(TargetChanges changes, Patience patience, InstantSource clock) {
        this.changes = changes;
        this.patience = patience;
        this.clock = clock;
    }

    public TargetChanges changes() {
        return changes;
    }

    /** Whether everything is on record that was committed before the call. */
    boolean catchUp() {
        Position here = changes.emit();
        boolean away = clock.instant().isBefore(awaySince.plus(AWAY));
        boolean there = patience.await(() -> isPast(here), away ? Duration.ZERO : LONGEST);
        awaySince = there ? Instant.EPOCH : away ? awaySince : clock.instant();
        return there;
    }

    private boolean isPast(Position position) {
        return changes.known().filter(known -> known.through().covers(position)).isPresent();
    }
}
