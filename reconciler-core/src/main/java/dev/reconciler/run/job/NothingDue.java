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
 * Decides what an incremental run says of a table of which it read no chunk, because none was due. It reads nothing of the table, so
 * it says AGREED by trust in the stream, and only if
 *
 * <ol>
 *   <li>every chunk was compared at a fence that is on record, and none is marked as changed after it (or it would have been due);
 *   <li>a reader works the ledger off, and so would have marked a changed chunk; the result names how far it has read;
 *   <li>the catalogs of both sides, read after the run's last snapshot, show no change that no event tells: the caller has asked
 *       {@link CoverageKeeper#doubt};
 *   <li>the table follows the stream.
 * </ol>
 *
 * <p>Differences on record make it DIVERGED: those of its chunks, and open discrepancies of its rows. Without (2) or (4) it is
 * UNVERIFIABLE. The result's note says that nothing was read, since when nothing has changed, and through which position it was compared.
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
            tally.unverifiable(
                    table, "no chunk was due, and no reader follows the ledger: later changes are not known");
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
