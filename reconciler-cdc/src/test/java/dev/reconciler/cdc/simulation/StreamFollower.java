package dev.reconciler.cdc.simulation;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.stream.LedgerTail;
import dev.reconciler.verify.stream.StreamCheck;
import dev.reconciler.verify.stream.StreamTail;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works the ledger off beside everything else. No transaction may be left out, under any pruning and any crash; no key may be
 * accused whose row is the source's at T's position; and one that isn't must be, once its newest entry is read.
 */
final class StreamFollower {
    private static final String READER = "stream";

    private final SimulatedSource source;
    private final SimulatedTarget target;
    private final Map<RowKey, Long> changed = new HashMap<>();
    private final Set<RowKey> suspects = new HashSet<>();
    private StreamTail tail;
    private long told;
    private @Nullable String failure;

    StreamFollower(SimulatedSource source, SimulatedTarget target) {
        this.source = source;
        this.target = target;
        this.tail = tail();
    }

    /** Its process died, and another one continues. */
    void restart() {
        tail = tail();
    }

    private StreamTail tail() {
        return new StreamTail(
                target,
                new LedgerTail(target.pruning().hold(READER), () -> Long.MAX_VALUE),
                List.of(SimulatedTable.TABLE),
                new StreamCheck(List.of(SimulatedTable.TABLE), TenantScope.all()),
                this::changed,
                (table, keys) -> suspects.addAll(keys));
    }

    private void changed(MappedTable table, Collection<RowKey> keys, long sequence) {
        long before = tail.through();
        if (before > told) {
            failure = "the stream's reader went on after " + before + ", and was told of nothing after " + told;
        }
        Set<RowKey> written = new HashSet<>();
        source.log()
                .subList((int) before, (int) sequence)
                .forEach(transaction -> written.addAll(transaction.writes().keySet()));
        if (!Set.copyOf(keys).equals(written)) {
            failure = "the stream's reader was told that " + keys + " changed after " + before + " up to " + sequence
                    + ", not " + written;
        }
        told = Math.max(told, sequence);
        keys.forEach(key -> changed.put(key, sequence));
    }

    /** Works off a slice; returns what went wrong, or null. */
    @Nullable
    String step(int keys, Simulation.Counts counts) {
        changed.clear();
        suspects.clear();
        tail.advance(keys);
        Checkpoint now = target.checkpoint();
        int fence = (int) ((Lsn) now.position()).value();
        NavigableMap<RowKey, Row> truth = source.stateAt(fence);
        changed.forEach((key, sequence) -> judge(key, truth.get(key), lastWrite(key, fence) <= sequence));
        counts.compared += changed.size();
        counts.suspects += suspects.size();
        return failure;
    }

    private void judge(RowKey key, @Nullable Row right, boolean newest) {
        boolean drifted = !Objects.equals(right, target.row(key));
        if (suspects.contains(key) && !drifted) {
            failure = "the stream's reader accused " + key + ", which is right";
        }
        if (drifted && newest && !suspects.contains(key)) {
            failure = "the stream's reader missed " + key;
        }
    }

    private long lastWrite(RowKey key, int fence) {
        for (int i = fence; i > 0; i--) {
            if (source.log().get(i - 1).writes().containsKey(key)) {
                return i;
            }
        }
        return 0;
    }
}
