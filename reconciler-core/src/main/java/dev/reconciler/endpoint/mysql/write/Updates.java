package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.write.KeyedWrite.Move;
import dev.reconciler.endpoint.write.KeyedWrite.Update;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Overwrites rows that exist: locks them, then updates each by its key. The numbers that the driver returns must count each row that a
 * statement matched, changed or not ({@code useAffectedRows=false}).
 */
final class Updates {
    private static final String GENERAL_ERROR = "HY000";

    private final Connection connection;
    private final RowLookup lookup;
    private final SpareKey spare;

    Updates(Connection connection, RowLookup lookup, SpareKey spare) {
        this.connection = connection;
        this.lookup = lookup;
        this.spare = spare;
    }

    WriteResult update(TableSql sql, TenantScope scope, List<Update> updates) throws SQLException {
        List<KeyChange> changes = updates.stream()
                .map(u -> new KeyChange(u.key(), u.key(), u.row(), u.unavailable()))
                .toList();
        Found found = find(sql, scope, changes);
        run(sql, found.changes(), false);
        return found.result();
    }

    /**
     * A unique index is checked row by row, so a row may only move to a key that is free by then: moves run in rounds, each to keys
     * that the rounds before have left, and where keys go round in a circle one row first moves to a key that no row has. A row
     * is not deleted and inserted again, as that would fire cascades.
     */
    WriteResult move(TableSql sql, TenantScope scope, List<Move> moves) throws SQLException {
        List<KeyChange> changes = moves.stream()
                .map(m -> new KeyChange(m.from(), m.key(), m.row(), m.unavailable()))
                .toList();
        Found found = find(sql, scope, changes);
        Map<RowKey, KeyChange> waiting = new LinkedHashMap<>();
        found.changes().forEach(change -> waiting.put(change.from(), change));
        while (!waiting.isEmpty()) {
            List<KeyChange> free = waiting.values().stream()
                    .filter(change -> change.key().equals(change.from()) || !waiting.containsKey(change.key()))
                    .toList();
            if (free.isEmpty()) {
                KeyChange stuck = waiting.values().iterator().next();
                KeyChange aside = spare.stepAside(sql, stuck.from());
                run(sql, List.of(aside), true);
                waiting.remove(stuck.from());
                waiting.put(aside.key(), new KeyChange(aside.key(), stuck.key(), stuck.row(), stuck.unavailable()));
            } else {
                run(sql, free, true);
                free.forEach(change -> waiting.remove(change.from()));
            }
        }
        return found.result();
    }

    /** The row of that tenant becomes the given one; returns whether there was such a row. */
    boolean changeTenant(TableSql sql, TenantId from, Row row) throws SQLException {
        RowKey key = sql.table().keyOf(row);
        Row existing = lookup.existing(sql, List.of(key)).get(key);
        if (existing == null || !new ScopeRule(sql.table(), TenantScope.of(from)).holds(existing)) {
            return false;
        }
        run(sql, List.of(new KeyChange(key, key, row, Set.of())), false);
        return true;
    }

    /** Changes whose rows exist and may be changed, and the keys of the other ones. */
    private record Found(List<KeyChange> changes, List<RowKey> absent, List<RowKey> foreign) {
        WriteResult result() {
            return new WriteResult(changes.size(), absent, foreign);
        }
    }

    private Found find(TableSql sql, TenantScope scope, List<KeyChange> changes) throws SQLException {
        ScopeRule rule = new ScopeRule(sql.table(), scope);
        Map<RowKey, Row> existing =
                lookup.existing(sql, changes.stream().map(KeyChange::from).toList());
        Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (KeyChange change : changes) {
            Row row = existing.get(change.from());
            if (!rule.admits(change.row(), change.unavailable())
                    || row != null && !rule.allows(row, change.row(), change.unavailable())) {
                found.foreign().add(change.from());
            } else if (row == null) {
                found.absent().add(change.from());
            } else {
                found.changes().add(change);
            }
        }
        return found;
    }

    /** One statement a row, and no batch of the driver, which would run the rest of it after a statement that failed. */
    private void run(TableSql sql, List<KeyChange> changes, boolean withKey) throws SQLException {
        for (KeyChange change : changes) {
            List<Integer> set =
                    sql.written(index -> !change.unavailable().contains(index) && (withKey || !sql.isKey(index)));
            if (!set.isEmpty()) {
                run(sql, change, set);
            }
        }
    }

    private void run(TableSql sql, KeyChange change, List<Integer> set) throws SQLException {
        String assignments = sql.written(index -> set.contains(index) || mayTick(sql, index)).stream()
                .map(index -> sql.column(index) + " = " + (set.contains(index) ? "?" : sql.column(index)))
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE " + sql.name() + " SET " + assignments + " WHERE " + sql.sameKey())) {
            new Parameters(sql).row(change.row(), set).key(change.from()).bind(statement);
            int matched = statement.executeUpdate();
            if (matched != 1) {
                throw new SQLException(
                        "the row " + change.from() + " is locked, and its update matched " + matched
                                + " rows: the session's useAffectedRows must be false",
                        GENERAL_ERROR);
            }
        }
    }

    /** A column that is {@code ON UPDATE CURRENT_TIMESTAMP} keeps its value only if the statement assigns it. */
    private static boolean mayTick(TableSql sql, int index) {
        return sql.type(index) == LogicalType.TIMESTAMP || sql.type(index) == LogicalType.INSTANT;
    }
}
