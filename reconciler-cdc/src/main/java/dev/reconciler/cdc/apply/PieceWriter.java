package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the changes of several source transactions: all of them as last states in bulk; if the data is rejected, each half
 * separately, so that the cause is found among thousands in a few steps; finally a single transaction change by change ({@link
 * Replay}).
 */
final class PieceWriter {
    private final ChangeWriter writer;
    private final TargetTransaction transaction;
    private final Parking parking;
    private final BatchCounts counts;

    PieceWriter(ChangeWriter writer, TargetTransaction transaction, Parking parking, BatchCounts counts) {
        this.writer = writer;
        this.transaction = transaction;
        this.parking = parking;
        this.counts = counts;
    }

    /** @param slices the changes to write of each source transaction, in source order */
    void write(List<List<Routed>> slices) {
        List<List<Routed>> changed =
                slices.stream().filter(slice -> !slice.isEmpty()).toList();
        if (changed.isEmpty() || tryBulk(changed)) {
            return;
        }
        counts.replayed();
        if (changed.size() == 1) {
            new Replay(writer, transaction, parking, counts).write(changed.get(0));
            return;
        }
        int middle = changed.size() / 2;
        write(changed.subList(0, middle));
        write(changed.subList(middle, changed.size()));
    }

    private boolean tryBulk(List<List<Routed>> slices) {
        List<Routed> behind = new ArrayList<>();
        try {
            transaction.attempt(() -> {
                bulk(slices, behind);
                return true;
            });
        } catch (WriteFailedException e) {
            if (e.kind() != WriteFailedException.Kind.DATA) {
                throw e;
            }
            return false;
        } catch (TenantConflictException e) {
            return false;
        }
        behind.forEach(this::parkBehind);
        return true;
    }

    private void bulk(List<List<Routed>> slices, List<Routed> behind) {
        transaction.deferConstraints();
        Compaction compaction = newCompaction();
        for (List<Routed> slice : slices) {
            for (Routed routed : slice) {
                RowChange change = (RowChange) routed.event();
                if (isBlocked(change)) {
                    behind.add(routed);
                } else if (!compaction.add(change)) {
                    writer.write(transaction, compaction);
                    writer.write(transaction, change);
                    compaction = newCompaction();
                }
            }
        }
        writer.write(transaction, compaction);
        transaction.checkConstraints();
    }

    private Compaction newCompaction() {
        return new Compaction(writer.tables(), id -> writer.isReferenced(writer.table(id)));
    }

    private boolean isBlocked(RowChange change) {
        return parking.isBlocked(change.table(), change.key())
                || change instanceof Update update
                        && update.previousKey() != null
                        && parking.isBlocked(change.table(), update.previousKey());
    }

    private void parkBehind(Routed routed) {
        counts.parked(routed.event().table());
        Replay.park(parking, routed, "");
    }
}
