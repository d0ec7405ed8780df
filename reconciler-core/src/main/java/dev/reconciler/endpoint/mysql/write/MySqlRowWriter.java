package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.value.UnstorableValueException;
import dev.reconciler.endpoint.write.InvalidRows;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.Violation;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a MySQL or MariaDB target, in a READ COMMITTED transaction of a session with the
 * {@link dev.reconciler.endpoint.mysql.MySqlSessionProperties}.
 *
 * <p>Every write first locks the rows that exist under its keys and compares keys and tenants by their bytes, in Java; what it then
 * writes is decided by these rows. So {@link WriteResult#written} counts rows that are now as asked, also those that were so before;
 * the numbers that the server returns for an upsert don't tell an inserted row from an unchanged one.
 *
 * <p>A write that fails may leave a part of its rows written, as each of its statements is undone by itself: the caller rolls back to a
 * savepoint, or the transaction.
 */
final class MySqlRowWriter implements RowWriter {
    private final Connection connection;
    private final MySqlKind kind;
    private final Map<MappedTable, TableSql> tables = new HashMap<>();
    private final RowLookup lookup;
    private final Upserts upserts;
    private final Updates updates;
    private final Deletes deletes;

    /** @param connection of a driver that counts the rows that an UPDATE matched ({@code useAffectedRows=false}) */
    MySqlRowWriter(Connection connection, MySqlKind kind) {
        this.connection = connection;
        this.kind = kind;
        StatementLimits limits = new StatementLimits(connection);
        this.lookup = new RowLookup(connection, limits);
        this.upserts = new Upserts(connection, lookup, limits);
        this.updates = new Updates(connection, lookup, new SpareKey(connection));
        this.deletes = new Deletes(connection, lookup, limits);
    }

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        return writing(table, "locking rows of ", sql -> lookup.lock(sql, List.copyOf(keys)));
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        if (writes.isEmpty()) {
            return new WriteResult(0, List.of(), List.of());
        }
        InvalidRows.refuse(table, writes);
        return writing(
                table, "writing ", sql -> writes.get(0).accept(new KeyedWrite.Visitor<WriteResult, SQLException>() {
                    @Override
                    public WriteResult upsert(KeyedWrite.Upsert first) throws SQLException {
                        return upserts.write(sql, scope, of(KeyedWrite.Upsert.class, writes));
                    }

                    @Override
                    public WriteResult update(KeyedWrite.Update first) throws SQLException {
                        return updates.update(sql, scope, of(KeyedWrite.Update.class, writes));
                    }

                    @Override
                    public WriteResult move(KeyedWrite.Move first) throws SQLException {
                        return updates.move(sql, scope, of(KeyedWrite.Move.class, writes));
                    }

                    @Override
                    public WriteResult delete(KeyedWrite.Delete first) throws SQLException {
                        return deletes.delete(sql, scope, of(KeyedWrite.Delete.class, writes));
                    }
                }));
    }

    private static <W extends KeyedWrite> List<W> of(Class<W> kind, List<? extends KeyedWrite> writes) {
        return writes.stream().map(kind::cast).toList();
    }

    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) {
        return writing(table, "looking for the rows referred to by ", sql -> lookup.dangling(sql, key, columns, rows));
    }

    @Override
    public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) {
        InvalidRows.refuseRows(table, rows);
        return writing(table, "inserting into ", sql -> upserts.insertAbsent(sql, scope, rows));
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        InvalidRows.refuseRows(table, List.of(row));
        return writing(table, "changing a tenant in ", sql -> updates.changeTenant(sql, from, row));
    }

    private interface TableWork<T> {
        T run(TableSql sql) throws SQLException;
    }

    private <T> T writing(MappedTable table, String doing, TableWork<T> work) {
        TableSql sql = tables.computeIfAbsent(table, t -> new TableSql(t, kind));
        try {
            return work.run(sql);
        } catch (UnstorableValueException e) {
            throw MySqlFailures.unstorable(doing + table.id(), e);
        } catch (SQLException e) {
            throw MySqlFailures.writeFailed(connection, doing + table.id(), e, collationHint(sql, e));
        }
    }

    /** Explains why a row that has a key of its own collides in the primary key. */
    private static String collationHint(TableSql sql, SQLException failure) {
        return MySqlFailures.violation(failure) == Violation.UNIQUE
                        && String.valueOf(failure.getMessage()).contains("PRIMARY")
                ? sql.keyCollation()
                        .map(collation -> " (the key is compared by the collation " + collation
                                + ", in which different keys may be equal)")
                        .orElse("")
                : "";
    }
}
