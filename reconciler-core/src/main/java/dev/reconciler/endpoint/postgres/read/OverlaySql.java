package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.query.NamedTables;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A user's query with each mapped table shadowed by a common table expression of the same name, so that the name means what
 * we say: the rows in scope, on the target with some keys' rows replaced.
 *
 * <p>On the target only the mapped columns are there: of the others a replaced row has no value. Values of replaced rows are
 * cast without length or precision, so that they stay what the source has.
 */
final class OverlaySql {
    /** In bytes, as the server prints the row. */
    private static final int LONGEST_ROW = 65_536;

    private final Side side;
    private final TenantId tenant;
    private final TenantScope scope;

    /**
     * @param tenant the placeholder's value
     * @param scope the tenants whose rows are seen
     */
    OverlaySql(Side side, TenantId tenant, TenantScope scope) {
        this.side = side;
        this.tenant = tenant;
        this.scope = scope;
    }

    BoundSql query(UserSql sql, Collection<MappedTable> tables, Map<String, MappedQuery.Replaced> replaced) {
        BoundSql query = new BoundSql();
        String before = "WITH ";
        for (MappedTable table : tables) {
            query.add(before + Identifiers.quote(NamedTables.ref(table, side).name()) + " AS NOT MATERIALIZED (");
            stored(query, table, replaced.getOrDefault(table.id(), MappedQuery.Replaced.NOTHING));
            query.add(")");
            before = ", ";
        }
        return user(query, sql, "?", tables);
    }

    /** The same, but the server fails it at a row that is too long to be sent. */
    static BoundSql bounded(BoundSql query) {
        return query.add(" WHERE CAST(CASE WHEN octet_length(q::text) > " + LONGEST_ROW
                + " THEN 'a row of the result is longer than " + LONGEST_ROW + " bytes' ELSE '1' END AS int) = 1");
    }

    /** The query over tables that have the same columns and no rows, for its columns. */
    BoundSql columns(UserSql sql, Collection<MappedTable> tables) {
        return user(onNothing(new BoundSql(), tables), sql, "?", tables).add(" LIMIT 0");
    }

    /**
     * The plan of the query over tables that have the same columns and that no plan reads: what it still reads is not ours.
     * The tenant is a subquery there, so that no plan leaves out what this tenant alone would not need.
     */
    BoundSql plan(UserSql sql, Collection<MappedTable> tables) {
        String type = tables.stream()
                .filter(MappedTable::hasTenants)
                .findFirst()
                .map(table -> new CanonicalSql(table, side).tenantCast())
                .orElse("text");
        BoundSql explain = new BoundSql().add("EXPLAIN (VERBOSE, FORMAT JSON) ");
        return user(onNothing(explain, tables), sql, "(SELECT ?::" + type + ")", tables);
    }

    private BoundSql onNothing(BoundSql query, Collection<MappedTable> tables) {
        String before = "WITH ";
        for (MappedTable table : tables) {
            String row = "(NULL::" + Identifiers.quote(NamedTables.ref(table, side)) + ")";
            String columns = side == Side.SOURCE
                    ? row + ".*"
                    : table.columns().stream()
                            .map(column -> nothing(column, row))
                            .collect(Collectors.joining(", "));
            query.add(before + Identifiers.quote(NamedTables.ref(table, side).name()) + " AS MATERIALIZED (SELECT "
                    + columns + " WHERE false)");
            before = ", ";
        }
        return query;
    }

    private static String nothing(MappedColumn column, String row) {
        String name = Identifiers.quote(column.target().name());
        String value = column.translation() == null
                ? row + "." + name
                : "NULL::" + column.target().type().structure().castName();
        return value + " AS " + name;
    }

    /** The line break ends a comment at the query's end. */
    private BoundSql user(BoundSql query, UserSql sql, String placeholder, Collection<MappedTable> tables) {
        query.add(" SELECT * FROM (" + sql.with(placeholder) + "\n) AS q");
        String value = tenantText(tables);
        for (int i = 0; i < sql.tenants(); i++) {
            query.add("", value);
        }
        return query;
    }

    private String tenantText(Collection<MappedTable> tables) {
        return tables.stream()
                .filter(MappedTable::hasTenants)
                .findFirst()
                .map(table -> new CanonicalSql(table, side).tenantType())
                .map(type -> tenant.isNone() ? sample(type) : type.literal(tenant.value()))
                .orElse(tenant.value());
    }

    /** A value to describe a query with. */
    private static String sample(LogicalType type) {
        return switch (type) {
            case INTEGER, DECIMAL, FLOAT4, FLOAT8, BOOLEAN -> "0";
            case UUID -> "00000000-0000-0000-0000-000000000000";
            case DATE, TIMESTAMP, INSTANT -> "2000-01-01";
            default -> "";
        };
    }

    private void stored(BoundSql query, MappedTable table, MappedQuery.Replaced replaced) {
        String columns = side == Side.SOURCE
                ? "t.*"
                : targetNames(table).stream().map(name -> "t." + name).collect(Collectors.joining(", "));
        CanonicalSql sql = new CanonicalSql(table, side);
        query.add("SELECT " + columns + " FROM " + sql.fromWhere());
        new ChunkSql(table, side).tenants(query, scope);
        if (!replaced.keys().isEmpty()) {
            without(query, table, sql, List.copyOf(replaced.keys()));
        }
        List<Row> rows = replaced.rows().stream()
                .filter(row -> table.isInScope(row, scope))
                .toList();
        if (!rows.isEmpty()) {
            with(query, table, rows);
        }
    }

    private static List<String> targetNames(MappedTable table) {
        return table.columns().stream()
                .map(column -> Identifiers.quote(column.target().name()))
                .toList();
    }

    private static void without(BoundSql query, MappedTable table, CanonicalSql sql, List<RowKey> keys) {
        List<String> casts = sql.keyTypes();
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < casts.size(); i++) {
            matches.add(sql.orderedKeyColumns().get(i) + " = d.k" + i);
        }
        query.add(" AND NOT EXISTS (SELECT FROM unnest("
                + casts.stream().map(cast -> "?::text[]::" + cast + "[]").collect(Collectors.joining(", "))
                + ") AS d(" + numbered("k", casts.size()) + ") WHERE " + String.join(" AND ", matches) + ")");
        for (int i = 0; i < casts.size(); i++) {
            int part = i;
            query.add(
                    "",
                    keys.stream()
                            .map(key -> sql.keyLiteral(part, key.parts().get(part)))
                            .toList());
        }
    }

    private static void with(BoundSql query, MappedTable table, List<Row> rows) {
        List<MappedColumn> columns = table.columns();
        query.add(" UNION ALL SELECT "
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> "s.c" + i + "::"
                                + columns.get(i).target().type().structure().castName())
                        .collect(Collectors.joining(", "))
                + " FROM unnest("
                + columns.stream().map(c -> "?::text[]").collect(Collectors.joining(", ")) + ") AS s("
                + numbered("c", columns.size()) + ")");
        for (int i = 0; i < columns.size(); i++) {
            List<@Nullable String> values = new ArrayList<>(rows.size());
            for (Row row : rows) {
                values.add(row.value(i));
            }
            query.add("", values);
        }
    }

    private static String numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(", "));
    }
}
