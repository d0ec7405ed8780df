package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Tells {@link DeferredReferences} about each write before it is made. */
final class ReferenceRecorder implements RowWriter {
    private final RowWriter rows;
    private final DeferredReferences references;

    ReferenceRecorder(RowWriter rows, DeferredReferences references) {
        this.rows = rows;
        this.references = references;
    }

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        return rows.lock(table, keys);
    }

    /** The keys of rows that exist afterwards, of rows that keep their keys, and of rows that lose theirs. */
    private record Keys(List<RowKey> written, List<RowKey> kept, List<RowKey> lost)
            implements KeyedWrite.Visitor<Boolean, RuntimeException> {
        @Override
        public Boolean upsert(KeyedWrite.Upsert upsert) {
            return written.add(upsert.key()) && kept.add(upsert.key());
        }

        @Override
        public Boolean update(KeyedWrite.Update update) {
            return written.add(update.key()) && kept.add(update.key());
        }

        @Override
        public Boolean move(KeyedWrite.Move move) {
            return written.add(move.key()) && lost.add(move.from());
        }

        @Override
        public Boolean delete(KeyedWrite.Delete delete) {
            return lost.add(delete.key());
        }
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        Keys keys = new Keys(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        writes.forEach(write -> write.accept(keys));
        record(table, keys);
        return rows.write(table, scope, writes);
    }

    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> referring) {
        return rows.dangling(table, key, columns, referring);
    }

    @Override
    public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> inserted) {
        record(table, new Keys(inserted.stream().map(table::keyOf).toList(), List.of(), List.of()));
        return rows.insertAbsent(table, scope, inserted);
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        List<RowKey> key = List.of(table.keyOf(row));
        record(table, new Keys(key, key, List.of()));
        return rows.changeTenant(table, from, row);
    }

    private void record(MappedTable table, Keys keys) {
        MySqlFailures.writing("reading referenced values of " + table.id(), () -> {
            references.willWrite(table, keys.written());
            references.willChange(table, keys.kept(), true);
            references.willChange(table, keys.lost(), false);
        });
    }
}
