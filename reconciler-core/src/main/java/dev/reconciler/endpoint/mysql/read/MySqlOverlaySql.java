package dev.reconciler.endpoint.mysql.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.MappedQuery.Replaced;
import dev.reconciler.endpoint.read.query.NamedTables;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A user's query with each mapped table shadowed by a common table expression of the same name: the rows in scope, on the target with
 * some keys' rows replaced. The replaced rows are one JSON document, which both servers read as a table of texts.
 */
final class MySqlOverlaySql {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Side side;
    private final TenantId tenant;
    private final TenantScope scope;
    private final MySqlKind kind;

    /**
     * @param tenant the placeholder's value
     * @param scope the tenants whose rows are seen
     */
    MySqlOverlaySql(Side side, TenantId tenant, TenantScope scope, MySqlKind kind) {
        this.side = side;
        this.tenant = tenant;
        this.scope = scope;
        this.kind = kind;
    }

    /**
     * The query.
     *
     * @param select the outer query's columns, of the table {@code q}
     */
    BoundSql query(MySqlUserSql sql, Collection<MappedTable> tables, Map<String, Replaced> replaced, String select) {
        BoundSql query = new BoundSql();
        String before = "";
        for (MappedTable table : tables) {
            query.add(before);
            name(query, table);
            stored(query, table, replaced.getOrDefault(table.id(), Replaced.NOTHING));
            before = "), ";
        }
        return user(query, sql, tables, select);
    }

    /** The query over tables that have the same columns and no rows. */
    BoundSql columns(MySqlUserSql sql, Collection<MappedTable> tables) {
        BoundSql query = new BoundSql();
        String before = "";
        for (MappedTable table : tables) {
            query.add(before);
            name(query, table);
            query.add(select(table));
            new TableSql(table, side).from(query, TenantScope.all());
            query.add(" AND FALSE");
            before = "), ";
        }
        return user(query, sql, tables, "*").add(" LIMIT 0");
    }

    private void name(BoundSql query, MappedTable table) {
        query.add(MySqlIdentifiers.quote(NamedTables.ref(table, side).name()) + " AS (");
    }

    private BoundSql user(BoundSql shadows, MySqlUserSql sql, Collection<MappedTable> tables, String select) {
        BoundSql query = new BoundSql()
                .add(sql.isRecursive() ? "WITH RECURSIVE " : "WITH ")
                .add(shadows)
                .add(")");
        query.add((sql.list().isEmpty() ? "" : ", " + sql.list()) + " SELECT " + select + " FROM (" + sql.body()
                + ") AS q");
        Object value = tenantValue(tables);
        for (int i = 0; i < sql.tenants(); i++) {
            query.add("", value);
        }
        return query;
    }

    /** A tenant that is a number is bound as one: the servers would compare it with a text as doubles. */
    private Object tenantValue(Collection<MappedTable> tables) {
        boolean number = tables.stream()
                .filter(MappedTable::hasTenants)
                .anyMatch(table -> table.encoding().types().get(table.tenant()) == LogicalType.INTEGER);
        return number && tenant.value().matches("-?\\d{1,18}") ? Long.valueOf(tenant.value()) : tenant.value();
    }

    private String select(MappedTable table) {
        return "SELECT "
                + (side == Side.SOURCE
                        ? TableSql.ALIAS + ".*"
                        : visible(table).values().stream()
                                .map(OverlayColumn::select)
                                .collect(Collectors.joining(", ")));
    }

    /** The columns that queries can name, by their index in the mapping. */
    private Map<Integer, OverlayColumn> visible(MappedTable table) {
        Map<Integer, OverlayColumn> columns = new LinkedHashMap<>();
        IntStream.range(0, table.columns().size())
                .forEach(i ->
                        columns.put(i, new OverlayColumn(table.columns().get(i).target(), kind)));
        columns.values().removeIf(column -> !column.isVisible());
        return columns;
    }

    private void stored(BoundSql query, MappedTable table, Replaced replaced) {
        TableSql sql = new TableSql(table, side);
        query.add(select(table));
        sql.from(query, scope);
        sql.without(query, replaced.keys());
        List<Row> rows = replaced.rows().stream()
                .filter(row -> table.isInScope(row, scope))
                .toList();
        if (!rows.isEmpty()) {
            with(query, visible(table), rows);
        }
    }

    private static void with(BoundSql query, Map<Integer, OverlayColumn> columns, List<Row> rows) {
        ArrayNode document = JSON.createArrayNode();
        Map<Integer, List<String>> values = new LinkedHashMap<>();
        columns.keySet().forEach(i -> values.put(i, new ArrayList<>()));
        for (Row row : rows) {
            ObjectNode object = document.addObject();
            columns.forEach((i, column) -> {
                String text = column.plain(row.value(i));
                if (text != null) {
                    object.put("c" + i, text);
                    Objects.requireNonNull(values.get(i)).add(text);
                }
            });
        }
        List<String> made = new ArrayList<>();
        columns.forEach((i, column) -> made.add(column.make("j.c" + i, Objects.requireNonNull(values.get(i)))));
        query.add(
                " UNION ALL SELECT " + String.join(", ", made) + " FROM JSON_TABLE(?, '$[*]' COLUMNS ("
                        + columns.keySet().stream()
                                .map(i -> "c" + i + " LONGTEXT PATH '$.c" + i + "' ERROR ON ERROR")
                                .collect(Collectors.joining(", "))
                        + ")) AS j",
                document.toString());
    }
}
