package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.row.RowKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one source transaction change by change, in source order, and parks what can't be written.
 *
 * <ol>
 *   <li>With constraints deferred: what the source allowed within a transaction is allowed here. Only if every change could be written
 *       and the constraints hold at the end does it stay.
 *   <li>Else with constraints checked by each statement, so that the culprit shows itself. What fails is tried again at the
 *       end as long as that helps: a child may come before its parent. The rest is parked, and with it what follows on the same keys.
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
                transaction.deferConstraints();
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
        Map<Routed, String> failed = pass(changes);
        int before = changes.size();
        while (!failed.isEmpty() && failed.size() < before) {
            before = failed.size();
            failed = pass(List.copyOf(failed.keySet()));
        }
        failed.forEach((routed, error) -> {
            counts.parked(routed.event().table());
            park(parking, routed, error);
        });
    }

    /** Returns what could not be written, in source order, with the reason; empty for what waits behind such a change. */
    private Map<Routed, String> pass(List<Routed> changes) {
        Map<Routed, String> failed = new LinkedHashMap<>();
        Map<String, Set<RowKey>> held = new LinkedHashMap<>();
        for (Routed routed : changes) {
            RowChange change = (RowChange) routed.event();
            String error = isHeld(change, held) ? "" : writer.tryWrite(transaction, change);
            if (error != null) {
                failed.put(routed, error);
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

    /** Parks a change under its key; a new key for a row is parked under both, so that each queues. */
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
