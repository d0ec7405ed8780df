package dev.reconciler.run.job;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkMap;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides an incremental run's result for a table of which it read no chunk, because none was due. The run reads no row of the
 * table, so AGREED relies on trust in the stream, and requires that
 *
 * <ol>
 *   <li>every chunk was compared at a recorded fence, and no chunk is marked as changed after it (or it would have been due);
 *   <li>a reader processes the ledger, and so would have marked a changed chunk; the result names its sequence;
 *   <li>the catalogs of both sides, read after the run's last snapshot, show no change without events: the caller has checked
 *       {@link CoverageKeeper#doubt};
 *   <li>the table follows the stream.
 * </ol>
 *
 * <p>Recorded differences make it DIVERGED: those of its chunks, and open discrepancies of its rows. Without (2) or (4) it is
 * UNVERIFIABLE. The result's note states that no chunk was read, the time since which no change is known, and the position of the
 * comparison.
 */
final class NothingDue {
    private final RunContext context;

    NothingDue(RunContext context) {
        this.context = context;
    }

    void judge(MappedTable table, Tally tally) {
        List<Chunk> map = context.coverage().chunks(table);
        Optional<VerifiedThrough> through = ChunkMap.through(map, context.job().jobName());
        OptionalLong read = context.pipeline().target().pruning().readThrough();
        Optional<String> notLive = notLive(table);
        if (notLive.isPresent()) {
            tally.unverifiable(table, notLive.get());
        } else if (through.isEmpty() || read.isEmpty()) {
            tally.unverifiable(table, "no chunk was due, and no reader follows the ledger: later changes are unknown");
        } else {
            Map<TenantId, Long> differences = new HashMap<>(ChunkMap.findings(map));
            context.findings().openRows(table).forEach((tenant, open) -> differences.merge(tenant, open, Math::max));
            differences.keySet().removeIf(tenant -> !context.scope().contains(tenant));
            context.coverage().tenants(table).stream()
                    .filter(context.scope()::contains)
                    .forEach(tenant -> differences.putIfAbsent(tenant, 0L));
            tally.nothingDue(table, differences, note(through.get(), read.getAsLong()));
        }
    }

    private Optional<String> notLive(MappedTable table) {
        try (TargetSnapshot target = context.pipeline().target().openSnapshot()) {
            return Optional.ofNullable(target.notLive(List.of(table)).get(table.id()));
        }
    }

    private static String note(VerifiedThrough through, long read) {
        return "no chunk read: nothing changed since " + through.at() + "; compared through position "
                + through.position() + ", covered since by trust in the stream, read through ledger sequence " + read;
    }
}
