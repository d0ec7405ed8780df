package dev.reconciler.ledger;

import dev.reconciler.position.SnapshotContent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Prunes the ledger by the latest source probe that is old enough. An older probe contains less, so less is pruned, which is
 * always safe. Not thread-safe.
 */
public final class LedgerPruner {
    private final Supplier<SnapshotContent> source;
    private final Duration keep;
    private final InstantSource clock;
    private final Deque<Probe> probes = new ArrayDeque<>();

    private record Probe(Instant at, SnapshotContent content) {}

    /** @param keep the least age of the probe, and so of a pruned entry */
    public LedgerPruner(Supplier<SnapshotContent> source, Duration keep, InstantSource clock) {
        this.source = source;
        this.keep = keep;
        this.clock = clock;
    }

    public void prune(LedgerPruning ledger) {
        SnapshotContent now = source.get();
        Instant at = clock.instant();
        probes.addLast(new Probe(at, now));
        SnapshotContent oldEnough = null;
        while (!probes.isEmpty() && !probes.getFirst().at().isAfter(at.minus(keep))) {
            oldEnough = probes.removeFirst().content();
        }
        if (oldEnough != null) {
            ledger.prune(oldEnough);
        }
    }
}
