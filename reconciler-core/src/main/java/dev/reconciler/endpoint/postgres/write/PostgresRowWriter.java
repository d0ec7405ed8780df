package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.write.InvalidRows;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Rows in bulk: one statement per kind of write, with an array parameter per column. Statements of one table and kind have
 * one text, so that the driver's cache keeps them prepared on the connection.
 */
final class PostgresRowWriter implements RowWriter {
    private static final Comparator<RowKey> BY_PARTS = Comparator.comparing(RowKey::encoded);

    private final Upserts upserts;
    private final Updates updates;
    private final KeyMoves moves;
    private final Deletes deletes;
    private final RowLookup lookup;
    private final Runnable wrote;

    /** @param wrote told before rows are written */
    PostgresRowWriter(Connection connection, Runnable wrote) {
        IdentityColumns identities = new IdentityColumns(connection);
        this.lookup = new RowLookup(connection);
        RowReplacements replacements = new RowReplacements(connection, identities);
        this.upserts = new Upserts(connection, identities, replacements, lookup);
        this.updates = new Updates(connection, identities, replacements, lookup);
        this.moves = new KeyMoves(updates, lookup, new SpareKey(connection));
        this.deletes = new Deletes(connection, lookup);
        this.wrote = wrote;
    }

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        List<RowKey> ordered = keys.stream().distinct().sorted(BY_PARTS).toList();
        return ordered.isEmpty()
                ? Map.of()
                : PostgresFailures.writing("locking rows of " + table.id(), () -> lookup.lock(table, ordered));
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        if (writes.isEmpty()) {
            return new WriteResult(0, List.of(), List.of());
        }
        InvalidRows.refuse(table, writes);
        wrote.run();
        KeyedWrite.Visitor<WriteResult, SQLException> byKind = new KeyedWrite.Visitor<>() {
            @Override
            public WriteResult upsert(KeyedWrite.Upsert first) throws SQLException {
                return upserts.write(table, scope, of(KeyedWrite.Upsert.class, writes));
            }

            @Override
            public WriteResult update(KeyedWrite.Update first) throws SQLException {
                return updates.update(table, scope, of(KeyedWrite.Update.class, writes));
            }

            @Override
            public WriteResult move(KeyedWrite.Move first) throws SQLException {
                return moves.move(table, scope, of(KeyedWrite.Move.class, writes));
            }

            @Override
            public WriteResult delete(KeyedWrite.Delete first) throws SQLException {
                return deletes.delete(table, scope, of(KeyedWrite.Delete.class, writes));
            }
        };
        return PostgresFailures.writing(
                "writing " + table.id(), () -> writes.get(0).accept(byKind));
    }

    private static <W extends KeyedWrite> List<W> of(Class<W> kind, List<? extends KeyedWrite> writes) {
        return writes.stream().map(kind::cast).toList();
    }

    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) {
        return rows.isEmpty()
                ? List.of()
                : PostgresFailures.writing(
                        "looking for rows that " + table.id() + " refers to",
                        () -> lookup.dangling(table, key, columns, rows));
    }

    @Override
    public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) {
        if (rows.isEmpty()) {
            return Inserted.NOTHING;
        }
        InvalidRows.refuseRows(table, rows);
        wrote.run();
        return PostgresFailures.writing("inserting into " + table.id(), () -> upserts.insertAbsent(table, scope, rows));
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        InvalidRows.refuseRows(table, List.of(row));
        wrote.run();
        return PostgresFailures.writing(
                "changing a tenant in " + table.id(), () -> updates.changeTenant(table, from, row));
    }
}
