package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.apply.Net.Full;
import dev.reconciler.cdc.apply.Net.Gone;
import dev.reconciler.cdc.apply.Net.Part;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes into the target: one by one, or many as their last states, deletes children first, then upserts parents
 * first.
 *
 * <p>A row that a partial change should find and doesn't is never made up: its key is noted as dirty, and a window fills it. A deletion
 * of a row that belongs to a tenant out of scope does nothing: the source logs the key alone, so such events come by in any
 * pipeline of some tenants.
 */
public final class ChangeWriter {
    private final List<MappedTable> parentsFirst;
    private final Map<String, MappedTable> tables;
    private final TenantScope scope;

    public ChangeWriter(Collection<MappedTable> tables, TenantScope scope) {
        this.parentsFirst = TableOrder.parentsFirst(tables);
        this.tables =
                tables.stream().collect(java.util.stream.Collectors.toUnmodifiableMap(MappedTable::id, table -> table));
        this.scope = scope;
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
     * Writes one change; the transaction is as before if it fails.
     *
     * @return null if it was written, else why the data was refused
     * @throws WriteFailedException of another kind than DATA
     */
    public @Nullable String tryWrite(TargetTransaction transaction, RowChange change) {
        try {
            return transaction.attempt(() -> {
                write(transaction, change);
                return null;
            });
        } catch (WriteFailedException e) {
            if (e.kind() != WriteFailedException.Kind.DATA) {
                throw e;
            }
            return e.sqlState() + " " + e.getMessage();
        } catch (TenantConflictException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Writes one change. */
    void write(TargetTransaction transaction, RowChange change) {
        MappedTable table = table(change.table());
        RowKey previous = change instanceof Update update ? update.previousKey() : null;
        Net net = Net.of(change);
        if (previous != null && net instanceof Part part) {
            put(
                    transaction,
                    table,
                    List.of(new KeyedWrite.Move(previous, change.key(), part.row(), part.unavailable())));
            return;
        }
        if (previous != null) {
            put(transaction, table, List.of(new KeyedWrite.Delete(previous)));
        }
        put(transaction, table, List.of(write(change.key(), net)));
    }

    /** Writes the last states of many keys. */
    void write(TargetTransaction transaction, Compaction changes) {
        for (int i = parentsFirst.size() - 1; i >= 0; i--) {
            MappedTable table = parentsFirst.get(i);
            put(transaction, table, of(changes, table, Gone.class));
        }
        for (MappedTable table : parentsFirst) {
            put(transaction, table, of(changes, table, Full.class));
            put(transaction, table, of(changes, table, Part.class));
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
        if (!result.foreign().isEmpty() && !(writes.get(0) instanceof KeyedWrite.Delete)) {
            throw new TenantConflictException(table.id(), result.foreign());
        }
        if (!result.absent().isEmpty()) {
            List<RowKey> dirty = writes.get(0) instanceof KeyedWrite.Move move
                    ? List.of(move.from(), move.key()) // moves are written one by one
                    : result.absent();
            transaction.notes().markDirty(table.id(), dirty, "an update found no row to change in the target");
        }
    }
}
