package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.KeyedWrite.Upsert;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Insert or overwrite by the key, and by the key only: another unique index that objects fails the statement. */
final class Upserts {
    private final Connection connection;
    private final IdentityColumns identities;
    private final RowReplacements replacements;
    private final RowLookup lookup;

    Upserts(Connection connection, IdentityColumns identities, RowReplacements replacements, RowLookup lookup) {
        this.connection = connection;
        this.identities = identities;
        this.replacements = replacements;
        this.lookup = lookup;
    }

    WriteResult write(MappedTable table, TenantScope scope, List<Upsert> upserts) throws SQLException {
        List<RowKey> foreign = new ArrayList<>();
        List<RowKey> keys = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (Upsert upsert : upserts) {
            if (table.isInScope(upsert.row(), scope) && table.isInTargetFilter(upsert.row())) {
                keys.add(upsert.key());
                rows.add(upsert.row());
            } else {
                foreign.add(upsert.key());
            }
        }
        if (rows.isEmpty()) {
            return new WriteResult(0, List.of(), foreign);
        }
        replacements.align(table, new RowReplacements.Wanted(scope, keys, rows, true), Set.of());
        long written = insert(table, rows, scope, onConflict(table, scope));
        if (written < rows.size()) {
            // The upsert has locked the rows that its guard refused, so they are still what it saw.
            foreign.addAll(lookup.foreign(table, scope, keys, rows));
        }
        return new WriteResult(written, List.of(), foreign);
    }

    private Conflict onConflict(MappedTable table, TenantScope scope) throws SQLException {
        TableSql sql = new TableSql(table);
        List<Integer> set =
                identities.settable(table, sql.columns(i -> !table.targetKey().contains(i)));
        if (set.isEmpty()) {
            return new Conflict("DO NOTHING", false);
        }
        String same = table.hasTenants() ? sql.sameTenant("excluded") + " AND " : "";
        String guard = table.hasTenants() || sql.guards(scope) ? " WHERE " + same + sql.inScope(scope) : "";
        return new Conflict("DO UPDATE SET " + sql.excluded(set) + guard, true);
    }

    RowWriter.Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) throws SQLException {
        for (Row row : rows) {
            if (!table.isInScope(row, scope) || !table.isInTargetFilter(row)) {
                throw new IllegalArgumentException(
                        "row " + table.keyOf(row) + " of " + table.id() + " is out of scope: " + scope);
            }
        }
        long written = insert(table, rows, scope, new Conflict("DO NOTHING", false));
        return written == rows.size() || table.filter(Side.TARGET).isEmpty()
                ? new RowWriter.Inserted(written, Set.of())
                : new RowWriter.Inserted(written, hidden(table, rows));
    }

    /** The keys of existing rows that don't belong to the mapping. */
    private Set<RowKey> hidden(MappedTable table, List<Row> rows) throws SQLException {
        List<RowKey> keys = rows.stream().map(table::keyOf).toList();
        return Set.copyOf(lookup.foreign(table, TenantScope.all(), keys, null));
    }

    private record Conflict(String action, boolean scoped) {}

    private long insert(MappedTable table, List<Row> rows, TenantScope scope, Conflict conflict) throws SQLException {
        TableSql sql = new TableSql(table);
        List<Integer> columns = sql.columns(i -> true);
        String insert = "INSERT INTO " + sql.name() + " AS t (" + sql.list(columns)
                + ") OVERRIDING SYSTEM VALUE SELECT "
                + sql.values(columns) + " FROM " + sql.rows(false, columns) + " ON CONFLICT (" + sql.key() + ") "
                + conflict.action();
        Parameters parameters = new Parameters(table).rows(rows, columns);
        if (conflict.scoped()) {
            parameters.scope(scope);
        }
        return Sql.update(connection, insert, parameters.values());
    }
}
