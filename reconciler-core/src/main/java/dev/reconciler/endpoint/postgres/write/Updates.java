package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.write.KeyedWrite.Move;
import dev.reconciler.endpoint.write.KeyedWrite.Update;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Overwrites rows that exist, a statement for each set of columns whose values the events lacked. */
final class Updates {
    private final Connection connection;
    private final IdentityColumns identities;
    private final RowReplacements replacements;
    private final RowLookup lookup;

    Updates(Connection connection, IdentityColumns identities, RowReplacements replacements, RowLookup lookup) {
        this.connection = connection;
        this.identities = identities;
        this.replacements = replacements;
        this.lookup = lookup;
    }

    /** One row to overwrite: found by {@code from}, named {@code key} afterwards. */
    private record Change(RowKey from, RowKey key, Row row, Set<Integer> unavailable) {}

    WriteResult update(MappedTable table, TenantScope scope, List<Update> updates) throws SQLException {
        return change(
                table,
                scope,
                false,
                updates.stream()
                        .map(u -> new Change(u.key(), u.key(), u.row(), u.unavailable()))
                        .toList());
    }

    /** Returns whether rows get a new key only by deletion and insertion; then {@link #move} takes moves of the same columns in any order. */
    boolean replacesKeys(MappedTable table) throws SQLException {
        return identities.inKey(table);
    }

    /** KeyMoves whose new keys are free before the first of them. Absent and foreign rows are told by their old key. */
    WriteResult move(MappedTable table, TenantScope scope, List<Move> moves) throws SQLException {
        return change(
                table,
                scope,
                true,
                moves.stream()
                        .map(m -> new Change(m.from(), m.key(), m.row(), m.unavailable()))
                        .toList());
    }

    /** The row of that tenant becomes the given one; returns whether there was such a row. */
    boolean changeTenant(MappedTable table, TenantId from, Row row) throws SQLException {
        TableSql sql = new TableSql(table);
        TenantScope theirs = TenantScope.of(from);
        List<RowKey> key = List.of(table.keyOf(row));
        List<Integer> set =
                identities.settable(table, sql.columns(i -> !table.targetKey().contains(i)));
        replacements.align(table, new RowReplacements.Wanted(theirs, key, List.of(row), false), Set.of());
        String update = "UPDATE " + sql.name() + " AS t SET " + sql.assignments(set) + " FROM " + sql.rows(true, set)
                + " WHERE " + sql.sameKey() + " AND " + sql.inScope(theirs) + " RETURNING u.n";
        Parameters parameters =
                new Parameters(table).keys(key).rows(List.of(row), set).scope(theirs);
        return Sql.exists(connection, update, parameters.values());
    }

    private WriteResult change(MappedTable table, TenantScope scope, boolean withKey, List<Change> changes)
            throws SQLException {
        Map<Set<Integer>, List<Change>> groups = new LinkedHashMap<>();
        List<RowKey> foreign = new ArrayList<>();
        for (Change change : changes) {
            boolean inScope = change.unavailable().contains(table.tenant()) || table.isInScope(change.row(), scope);
            if (inScope && table.isInTargetFilter(change.row(), change.unavailable())) {
                groups.computeIfAbsent(change.unavailable(), u -> new ArrayList<>())
                        .add(change);
            } else {
                foreign.add(change.from());
            }
        }
        long written = 0;
        List<RowKey> absent = new ArrayList<>();
        for (Map.Entry<Set<Integer>, List<Change>> group : groups.entrySet()) {
            List<Change> missed = withKey && identities.inKey(table)
                    ? rekey(table, scope, group.getKey(), group.getValue())
                    : run(table, scope, withKey, group.getKey(), group.getValue());
            written += group.getValue().size() - missed.size();
            sort(table, scope, group.getKey(), missed, absent, foreign);
        }
        return new WriteResult(written, absent, foreign);
    }

    /** Returns the changes that hit no row. */
    private List<Change> run(
            MappedTable table, TenantScope scope, boolean withKey, Set<Integer> unavailable, List<Change> changes)
            throws SQLException {
        TableSql sql = new TableSql(table);
        List<Integer> set = identities.settable(
                table,
                sql.columns(i -> !unavailable.contains(i)
                        && (withKey || !table.targetKey().contains(i))));
        boolean knowsTenant = knowsTenant(table, unavailable);
        replacements.align(table, wanted(table, scope, unavailable, changes), unavailable);
        List<Integer> bound = new ArrayList<>(set);
        if (knowsTenant && !bound.contains(table.tenant())) {
            bound.add(table.tenant());
        }
        String where = " WHERE " + sql.sameKey() + (knowsTenant ? " AND " + sql.sameTenant("u") : "") + " AND "
                + sql.inScope(scope);
        String statement = set.isEmpty()
                ? "SELECT u.n FROM " + sql.rows(true, bound) + ", " + sql.name() + " AS t" + where + " FOR UPDATE OF t"
                : "UPDATE " + sql.name() + " AS t SET " + sql.assignments(set) + " FROM " + sql.rows(true, bound)
                        + where + " RETURNING u.n";
        Parameters parameters = new Parameters(table)
                .keys(changes.stream().map(Change::from).toList())
                .rows(changes.stream().map(Change::row).toList(), bound)
                .scope(scope);
        return without(changes, new HashSet<>(RowLookup.numbers(connection, statement, parameters)));
    }

    private List<Change> rekey(MappedTable table, TenantScope scope, Set<Integer> unavailable, List<Change> changes)
            throws SQLException {
        return without(changes, replacements.rekey(table, wanted(table, scope, unavailable, changes), unavailable));
    }

    private static RowReplacements.Wanted wanted(
            MappedTable table, TenantScope scope, Set<Integer> unavailable, List<Change> changes) {
        return new RowReplacements.Wanted(
                scope,
                changes.stream().map(Change::from).toList(),
                changes.stream().map(Change::row).toList(),
                knowsTenant(table, unavailable));
    }

    private static boolean knowsTenant(MappedTable table, Set<Integer> unavailable) {
        return table.hasTenants() && !unavailable.contains(table.tenant());
    }

    private static List<Change> without(List<Change> changes, Set<Integer> hit) {
        List<Change> missed = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (!hit.contains(i)) {
                missed.add(changes.get(i));
            }
        }
        return missed;
    }

    private void sort(
            MappedTable table,
            TenantScope scope,
            Set<Integer> unavailable,
            List<Change> missed,
            List<RowKey> absent,
            List<RowKey> foreign)
            throws SQLException {
        List<RowKey> keys = missed.stream().map(Change::from).toList();
        List<Row> rows = missed.stream().map(Change::row).toList();
        List<RowKey> theirs = lookup.foreign(table, scope, keys, unavailable.contains(table.tenant()) ? null : rows);
        foreign.addAll(theirs);
        Set<RowKey> known = new HashSet<>(theirs);
        keys.stream().filter(key -> !known.contains(key)).forEach(absent::add);
    }
}
