package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.apply.Net.Full;
import dev.reconciler.cdc.apply.Net.Gone;
import dev.reconciler.cdc.apply.Net.Part;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.correction.backfill.OpenReferences;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableOrder;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes into the target: individually, or many as their last states.
 *
 * <p>If a partial change does not find its row, no row is invented: the key is noted as dirty, and a window fills it. A deletion
 * of a row of a tenant out of scope, or outside the target's filter, has no effect: the source logs only the key, so every pipeline
 * restricted to some rows receives such events.
 */
public final class ChangeWriter {
    private final List<MappedTable> parentsFirst;
    private final Map<String, MappedTable> tables;
    private final Set<TableRef> referenced;
    private final Set<String> open;
    private final TenantScope scope;

    public ChangeWriter(Collection<MappedTable> tables, TenantScope scope) {
        this.parentsFirst = TableOrder.of(tables).parentsFirst();
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, table -> table));
        this.referenced = tables.stream()
                .flatMap(table -> table.parents().stream())
                .map(ForeignKey::parent)
                .collect(Collectors.toUnmodifiableSet());
        OpenReferences references = OpenReferences.of(tables);
        this.open = tables.stream()
                .filter(references::concern)
                .map(MappedTable::id)
                .collect(Collectors.toUnmodifiableSet());
        this.scope = scope;
    }

    /**
     * Returns whether the backfill will settle a change that could not be written: a foreign key rejected it, and the rows of
     * tables that wait for each other are still being filled.
     */
    boolean isLeftToBackfill(TargetTransaction transaction, RowChange change, RefusedChange refused) {
        return open.contains(change.table())
                && refused.violation() == Violation.FOREIGN_KEY
                && transaction.notes().isBeingFilled(open);
    }

    /** Returns whether rows of other mapped tables refer to rows of this one: then a row with a new key must stay the same row. */
    boolean isReferenced(MappedTable table) {
        return referenced.contains(table.target());
    }

    public TenantScope scope() {
        return scope;
    }

    public Map<String, MappedTable> tables() {
        return tables;
    }

    /** @throws IllegalStateException if the mapping has no such table */
    public MappedTable table(String id) {
        MappedTable table = tables.get(id);
        if (table == null) {
            throw new IllegalStateException("a change of " + id + ", which is not mapped");
        }
        return table;
    }

    /**
     * Writes one change; on failure the transaction is unchanged.
     *
     * @return null if it was written, else the reason for the rejection
     * @throws WriteFailedException of another kind than DATA
     */
    public @Nullable RefusedChange tryWrite(TargetTransaction transaction, RowChange change) {
        try {
            return transaction.attempt(() -> {
                write(transaction, change);
                return null;
            });
        } catch (WriteFailedException e) {
            if (e.kind() != WriteFailedException.Kind.DATA) {
                throw e;
            }
            return RefusedChange.of(e);
        } catch (TenantConflictException e) {
            return RefusedChange.of(e);
        }
    }

    /** Writes one change. */
    void write(TargetTransaction transaction, RowChange change) {
        MappedTable table = table(change.table());
        RowKey previous = change instanceof Update update ? update.previousKey() : null;
        Net net = Net.of(change);
        if (previous == null) {
            put(transaction, table, List.of(write(change.key(), net)));
        } else if (net instanceof Part part) {
            put(
                    transaction,
                    table,
                    List.of(new KeyedWrite.Move(previous, change.key(), part.row(), part.unavailable())));
        } else if (net instanceof Full full) {
            moveFull(transaction, table, previous, change.key(), full);
        }
    }

    /**
     * Writes a row with a new key. If the row is absent under its old key, it is inserted under the new one: the event has all
     * its values.
     */
    private void moveFull(TargetTransaction transaction, MappedTable table, RowKey from, RowKey key, Full full) {
        KeyedWrite move = new KeyedWrite.Move(from, key, full.row(), Set.of());
        WriteResult result = transaction.rows().write(table, scope, List.of(move));
        requireOurs(table, result);
        if (!result.absent().isEmpty()) {
            put(transaction, table, List.of(write(key, full)));
        }
    }

    /**
     * Writes the last states of many keys. Referenced rows are deleted last, children first: by then their children are deleted
     * or have another parent, so no foreign key rejects the deletion, and no cascade deletes a child that the source has kept.
     * The other deletions come first, as they may free a unique value that is used again.
     */
    void write(TargetTransaction transaction, Compaction changes) {
        deletes(transaction, changes, false);
        for (MappedTable table : parentsFirst) {
            put(transaction, table, of(changes, table, Full.class));
            put(transaction, table, of(changes, table, Part.class));
        }
        deletes(transaction, changes, true);
    }

    private void deletes(TargetTransaction transaction, Compaction changes, boolean ofReferenced) {
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            MappedTable table = parentsFirst.get(i);
            if (isReferenced(table) == ofReferenced) {
                put(transaction, table, of(changes, table, Gone.class));
            }
        }
    }

    private static List<KeyedWrite> of(Compaction changes, MappedTable table, Class<? extends Net> kind) {
        Map<RowKey, Net> keys = changes.of(table);
        if (keys == null) {
            return List.of();
        }
        List<KeyedWrite> writes = new ArrayList<>(keys.size());
        keys.forEach((key, net) -> {
            if (kind.isInstance(net)) {
                writes.add(write(key, net));
            }
        });
        return writes;
    }

    private static KeyedWrite write(RowKey key, Net net) {
        if (net instanceof Full full) {
            return new KeyedWrite.Upsert(key, full.row());
        } else if (net instanceof Part part) {
            return new KeyedWrite.Update(key, part.row(), part.unavailable());
        }
        return new KeyedWrite.Delete(key);
    }

    private void put(TargetTransaction transaction, MappedTable table, List<KeyedWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        WriteResult result = transaction.rows().write(table, scope, writes);
        if (!(writes.get(0) instanceof KeyedWrite.Delete)) {
            requireOurs(table, result);
        }
        if (!result.absent().isEmpty()) {
            List<RowKey> dirty = writes.get(0) instanceof KeyedWrite.Move move
                    ? List.of(move.from(), move.key()) // moves are written individually
                    : result.absent();
            transaction.notes().markDirty(table.id(), dirty, "an update found no row to change in the target");
        }
    }

    private static void requireOurs(MappedTable table, WriteResult result) {
        if (!result.foreign().isEmpty()) {
            throw new TenantConflictException(table, result.foreign());
        }
    }
}
