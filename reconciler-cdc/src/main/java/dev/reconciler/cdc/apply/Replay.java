package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.apply.Net.Part;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one source transaction change by change, in source order, and parks what can't be written.
 *
 * <ol>
 *   <li>With constraints deferred: intermediate states that the source allowed within a transaction are allowed here. The result
 *       is kept only if every change could be written and the constraints hold at the end.
 *   <li>Else with constraints checked by each statement, which identifies the failing change. Failed changes are retried at the
 *       end while that makes progress: a child may come before its parent. The remaining ones are parked, together with the later
 *       changes of the same keys.
 * </ol>
 */
final class Replay {
    private final ChangeWriter writer;
    private final TargetTransaction transaction;
    private final Parking parking;
    private final BatchCounts counts;

    Replay(ChangeWriter writer, TargetTransaction transaction, Parking parking, BatchCounts counts) {
        this.writer = writer;
        this.transaction = transaction;
        this.parking = parking;
        this.counts = counts;
    }

    void write(List<Routed> changes) {
        if (!tryDeferred(changes)) {
            transaction.checkConstraints();
            writeImmediately(changes);
        }
    }

    private boolean tryDeferred(List<Routed> changes) {
        if (changes.stream().anyMatch(c -> isHeld((RowChange) c.event(), Map.of()))) {
            return false;
        }
        try {
            return transaction.attempt(() -> {
                transaction.deferReferences();
                changes.forEach(c -> writer.write(transaction, (RowChange) c.event()));
                transaction.checkConstraints();
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
    }

    private void writeImmediately(List<Routed> changes) {
        Map<Routed, RefusedChange> failed = pass(split(pass(changes)));
        int before = changes.size() + 1;
        while (!failed.isEmpty() && failed.size() < before) {
            before = failed.size();
            failed = pass(List.copyOf(failed.keySet()));
        }
        giveUp(failed);
    }

    /** Leaves changes that the backfill will settle, with the later changes of the same keys, and parks the others. */
    private void giveUp(Map<Routed, RefusedChange> failed) {
        Map<String, Set<RowKey>> left = new HashMap<>();
        failed.forEach((routed, refused) -> {
            RowChange change = (RowChange) routed.event();
            List<RowKey> keys = keys(change);
            Set<RowKey> before = left.getOrDefault(change.table(), Set.of());
            boolean follows = !refused.isTried()
                    && keys.stream().anyMatch(before::contains)
                    && keys.stream().noneMatch(key -> parking.isBlocked(change.table(), key));
            if (follows || writer.isLeftToBackfill(transaction, change, refused)) {
                counts.skipped(change.table());
                left.computeIfAbsent(change.table(), table -> new HashSet<>()).addAll(keys);
            } else {
                counts.parked(change.table());
                park(parking, routed, refused.error());
            }
        });
        left.forEach((table, keys) -> transaction.notes().markDirty(table, keys, TargetSnapshot.FILL));
    }

    /**
     * Splits a move that failed because the row's children still refer to its old key: the row is inserted under the new key, its
     * children follow, and a later pass deletes the old row.
     */
    private List<Routed> split(Map<Routed, RefusedChange> failed) {
        List<Routed> split = new ArrayList<>();
        failed.forEach((routed, refused) -> {
            // A change that waits behind another change of its row can't be split yet: its row is not known.
            if (refused.isTried() && routed.event() instanceof Update update && update.previousKey() != null) {
                split.addAll(split(routed, update, update.previousKey()));
            } else {
                split.add(routed);
            }
        });
        return split;
    }

    private List<Routed> split(Routed routed, Update update, RowKey previous) {
        MappedTable table = writer.table(update.table());
        Row held = transaction.rows().lock(table, List.of(previous)).get(previous);
        if (held == null || !table.isInTargetFilter(held)) {
            return List.of(routed);
        }
        Row row = Net.of(update) instanceof Part part ? Net.merged(held, part) : update.after();
        return List.of(
                new Routed(routed.number(), routed.slice(), new Insert(update.table(), update.key(), row)),
                new Routed(routed.number(), routed.slice(), new Delete(update.table(), previous, null)));
    }

    /**
     * Returns the changes that could not be written, in source order, with the reason; later changes of their rows are not
     * attempted.
     */
    private Map<Routed, RefusedChange> pass(List<Routed> changes) {
        Map<Routed, RefusedChange> failed = new LinkedHashMap<>();
        Map<String, Set<RowKey>> held = new LinkedHashMap<>();
        Set<Long> numbers = new HashSet<>();
        for (Routed routed : changes) {
            RowChange change = (RowChange) routed.event();
            // Both parts of a change have its number: the old row is not deleted before the new one exists.
            boolean waits = isHeld(change, held) || numbers.contains(routed.number());
            RefusedChange refused = waits ? RefusedChange.NOT_TRIED : writer.tryWrite(transaction, change);
            if (refused != null) {
                failed.put(routed, refused);
                numbers.add(routed.number());
                keys(change).forEach(key -> held.computeIfAbsent(change.table(), t -> new HashSet<>())
                        .add(key));
            }
        }
        return failed;
    }

    private boolean isHeld(RowChange change, Map<String, Set<RowKey>> held) {
        return keys(change).stream()
                .anyMatch(key -> parking.isBlocked(change.table(), key)
                        || held.getOrDefault(change.table(), Set.of()).contains(key));
    }

    private static List<RowKey> keys(RowChange change) {
        return change instanceof Update update && update.previousKey() != null
                ? List.of(update.previousKey(), update.key())
                : List.of(change.key());
    }

    /** Parks a change under its key; a new key for a row is parked under both keys, so that both queue. */
    static void park(Parking parking, Routed routed, String error) {
        RowChange change = (RowChange) routed.event();
        if (change instanceof Update update && update.previousKey() != null) {
            parking.park(routed, update.previousKey(), update, error);
            parking.park(
                    routed,
                    update.key(),
                    new Update(update.table(), update.key(), null, update.after(), update.unavailable()),
                    "");
        } else {
            parking.park(routed, change.key(), change, error);
        }
    }
}
