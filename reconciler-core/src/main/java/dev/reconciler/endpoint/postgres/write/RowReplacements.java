package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives rows another value in a {@code GENERATED ALWAYS AS IDENTITY} column. PostgreSQL accepts such a value in an INSERT only, so one
 * statement deletes the rows and inserts them again. Columns that are not mapped, and those that are not set, keep their values.
 *
 * <ol>
 *   <li>The statement deletes all rows before it inserts the first one (it sorts what it deleted), so keys and unique values may be
 *       exchanged among them.
 *   <li>A foreign key with NO ACTION looks at the end of the statement, or of the transaction, whether the referenced row is there. Every
 *       other action would run on the deletion: it would delete or change rows of another table, or refuse. So where such a foreign
 *       key refers to the table, the rows are refused ({@code 428C9}) and stay as they are.
 * </ol>
 */
final class RowReplacements {
    /** The server's answer to an UPDATE of such a column. */
    private static final String GENERATED_ALWAYS = "428C9";

    private final Connection connection;
    private final IdentityColumns identities;

    RowReplacements(Connection connection, IdentityColumns identities) {
        this.connection = connection;
        this.identities = identities;
    }

    /**
     * The rows to replace: those of these keys, in scope.
     *
     * @param rows their new values, one per key
     * @param sameTenant true if only a row that has its new row's tenant already counts
     */
    record Wanted(TenantScope scope, List<RowKey> keys, List<Row> rows, boolean sameTenant) {}

    /**
     * Sets the identity columns outside the key that no update may set, in those rows that hold other values.
     *
     * @param unavailable columns whose values are not known
     */
    void align(MappedTable table, Wanted wanted, Set<Integer> unavailable) throws SQLException {
        List<Integer> set = identities.insertOnly(
                table, new TableSql(table).columns(i -> !table.targetKey().contains(i) && !unavailable.contains(i)));
        if (!set.isEmpty() && !wanted.rows().isEmpty()) {
            replace(table, wanted, set, true);
        }
    }

    /** Sets all columns but the unavailable ones, the key included; returns the indexes of the rows that existed. */
    Set<Integer> rekey(MappedTable table, Wanted wanted, Set<Integer> unavailable) throws SQLException {
        return replace(table, wanted, new TableSql(table).columns(i -> !unavailable.contains(i)), false);
    }

    private Set<Integer> replace(MappedTable table, Wanted wanted, List<Integer> set, boolean differing)
            throws SQLException {
        TableSql sql = new TableSql(table);
        List<Integer> bound = new ArrayList<>(set);
        if (wanted.sameTenant() && table.hasTenants() && !bound.contains(table.tenant())) {
            bound.add(table.tenant());
        }
        String where = sql.sameKey()
                + (wanted.sameTenant() && table.hasTenants() ? " AND " + sql.sameTenant("u") : "")
                + " AND " + sql.inScope(wanted.scope())
                + (differing ? " AND (" + sql.list("t.", set) + ") IS DISTINCT FROM (" + sql.values(set) + ")" : "");
        refuseWhereDeletionsAct(table, sql, wanted, bound, where);
        List<String> physical = physical(table);
        Set<String> given = set.stream().map(sql::column).collect(Collectors.toSet());
        List<String> kept = physical.stream()
                .map(Identifiers::quote)
                .filter(name -> !given.contains(name))
                .toList();
        String columns = sql.list(set) + kept.stream().map(name -> ", " + name).collect(Collectors.joining());
        String values = sql.values(set)
                + kept.stream().map(name -> ", (u.held)." + name).collect(Collectors.joining());
        String statement =
                "WITH gone AS (DELETE FROM " + sql.name() + " AS t USING " + sql.rows(true, bound) + " WHERE "
                        + where + " RETURNING u.*, t AS held), back AS (INSERT INTO " + sql.name() + " AS b (" + columns
                        + ") OVERRIDING SYSTEM VALUE SELECT " + values
                        + " FROM gone AS u ORDER BY u.n RETURNING 1) SELECT g.n, (SELECT count(*) FROM back) FROM gone"
                        + " AS g";
        Set<Integer> hit = new HashSet<>();
        List<Long> inserted = Sql.list(
                connection,
                statement,
                row -> {
                    hit.add((int) row.getLong(1) - 1);
                    return row.getLong(2);
                },
                values(table, wanted, bound));
        if (inserted.stream().anyMatch(rows -> rows != hit.size())) {
            throw new SQLException(
                    hit.size() + " rows of " + table.id() + " were deleted to be inserted again, and " + inserted.get(0)
                            + " inserted",
                    GENERATED_ALWAYS);
        }
        return hit;
    }

    private void refuseWhereDeletionsAct(
            MappedTable table, TableSql sql, Wanted wanted, List<Integer> bound, String where) throws SQLException {
        List<String> acting = acting(table);
        if (acting.isEmpty()) {
            return;
        }
        String select = "SELECT u.n FROM " + sql.rows(true, bound) + ", " + sql.name() + " AS t WHERE " + where
                + " FOR UPDATE OF t";
        if (Sql.exists(connection, select, values(table, wanted, bound))) {
            throw new SQLException(
                    "an identity column of " + table.target()
                            + " is GENERATED ALWAYS, so a row gets another value only by DELETE and INSERT, and"
                            + " the deletion would act on other rows by " + String.join(", ", acting)
                            + "; ALTER TABLE " + Identifiers.quote(table.target())
                            + " ALTER COLUMN ... SET GENERATED BY DEFAULT",
                    GENERATED_ALWAYS);
        }
    }

    private static Object[] values(MappedTable table, Wanted wanted, List<Integer> bound) {
        return new Parameters(table)
                .keys(wanted.keys())
                .rows(wanted.rows(), bound)
                .scope(wanted.scope())
                .values();
    }

    /** Foreign keys to the table that do more on a deletion than to look whether the row is there at the end. */
    private List<String> acting(MappedTable table) throws SQLException {
        return texts(table, """
            SELECT DISTINCT conname || ' of ' || conrelid::regclass::text FROM pg_constraint
            WHERE confrelid = ?::text::regclass AND contype = 'f' AND confdeltype <> 'a' ORDER BY 1\
            """);
    }

    /** The columns that hold a value of their own, mapped or not. */
    private List<String> physical(MappedTable table) throws SQLException {
        return texts(table, """
            SELECT attname FROM pg_attribute WHERE attrelid = ?::text::regclass
              AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum\
            """);
    }

    private List<String> texts(MappedTable table, String sql) throws SQLException {
        return Sql.list(connection, sql, row -> row.getString(1), Identifiers.quote(table.target()));
    }
}
