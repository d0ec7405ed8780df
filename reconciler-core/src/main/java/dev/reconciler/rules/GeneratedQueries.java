package dev.reconciler.rules;

import static dev.reconciler.rules.NamedRows.refused;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.endpoint.read.QueryDialect;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.rules.ShortKind.Expression;
import dev.reconciler.schema.Side;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries that a short kind stands for. A query of generated SQL names mapped tables only, which stand for the tenant's rows, so it
 * has no condition on the tenant.
 */
final class GeneratedQueries {
    private static final String ROWS = "named_row";
    private static final String PARENT = "parent_row";

    private final String table;
    private final Collection<MappedTable> tables;
    private final QueryDialect source;
    private final QueryDialect target;

    private GeneratedQueries(String table, Collection<MappedTable> tables, QueryDialect source, QueryDialect target) {
        this.table = table;
        this.tables = tables;
        this.source = source;
        this.target = target;
    }

    /**
     * The rule's own queries, or those of its short kind.
     *
     * @param tables every mapped table of the pipeline
     * @throws QueryRefusedException if the mapping does not allow them
     */
    static Rule.Queries of(Rule rule, Collection<MappedTable> tables, QueryDialect source, QueryDialect target) {
        if (rule.check() instanceof Rule.Queries queries) {
            return queries;
        }
        GeneratedQueries generated = new GeneratedQueries(rule.table(), tables, source, target);
        return generated.of((ShortKind) rule.check());
    }

    private Rule.Queries of(ShortKind kind) {
        if (kind instanceof ShortKind.RowCount count) {
            return compare(
                    count.by(),
                    Map.of("row_count", side -> "count(*)"),
                    Map.of("row_count", count.tolerance()),
                    side -> Set.of(),
                    count.where());
        }
        if (kind instanceof ShortKind.Sum sum) {
            return sum(sum);
        }
        if (kind instanceof ShortKind.Aggregates aggregates) {
            return aggregates(aggregates);
        }
        if (kind instanceof ShortKind.Nulls nulls) {
            return nulls(nulls);
        }
        if (kind instanceof ShortKind.Duplicates duplicates) {
            return duplicates(duplicates);
        }
        return kind instanceof ShortKind.Reference reference ? reference(reference) : times((ShortKind.Times) kind);
    }

    private MappedTable mapped(String id) {
        List<String> ids = tables.stream().map(MappedTable::id).toList();
        return tables.stream()
                .filter(of -> of.id().equals(id))
                .findFirst()
                .orElseThrow(() -> refused("table " + id
                        + " is not mapped: "
                        + Suggestions.nearest(id, ids)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("name one of " + String.join(", ", ids))));
    }

    private NamedRows on(Side side) {
        return new NamedRows(mapped(table), side, side == Side.SOURCE ? source : target);
    }

    private Rule.Compare sum(ShortKind.Sum sum) {
        Map<String, Function<Side, String>> values = new LinkedHashMap<>();
        sum.columns().forEach((name, tolerance) -> {
            LogicalType type = on(Side.TARGET).column(name).target().type().logical();
            switch (type) {
                case INTEGER, DECIMAL -> {}
                case FLOAT4, FLOAT8 -> {
                    if (tolerance.isNone()) {
                        throw refused("column " + name + " is a floating-point number, whose sum depends on the order"
                                + " of the rows: give it a tolerance");
                    }
                }
                default -> throw refused("column " + name + " is no number: sum columns of numbers");
            }
            values.put(name, side -> "sum(" + on(side).dialect().quote(name) + ")");
        });
        return compare(sum.by(), values, sum.columns(), side -> sum.columns().keySet(), sum.where());
    }

    private Rule.Compare aggregates(ShortKind.Aggregates aggregates) {
        Map<String, Function<Side, String>> values = new LinkedHashMap<>();
        Map<String, Tolerance> tolerances = new LinkedHashMap<>();
        aggregates.values().forEach((name, value) -> {
            values.put(name, side -> text(value.sql(), side));
            tolerances.put(name, value.tolerance());
        });
        Function<Side, Set<String>> read = side -> aggregates.values().values().stream()
                .flatMap(value -> on(side).named(text(value.sql(), side)).stream())
                .collect(Collectors.toSet());
        return compare(aggregates.by(), values, tolerances, read, aggregates.where());
    }

    private static String text(Expression expression, Side side) {
        return side == Side.SOURCE ? expression.source() : expression.target();
    }

    /** @param read the columns that the values read */
    private Rule.Compare compare(
            List<String> by,
            Map<String, Function<Side, String>> values,
            Map<String, Tolerance> tolerances,
            Function<Side, Set<String>> read,
            Expression where) {
        Function<Side, String> query = side -> {
            NamedRows rows = on(side);
            List<String> selected = new ArrayList<>();
            by.forEach(name ->
                    selected.add(grouped(rows, name) + " AS " + rows.dialect().quote(name)));
            values.forEach((name, sql) ->
                    selected.add(sql.apply(side) + "\n AS " + rows.dialect().quote(name)));
            Set<String> columns = new LinkedHashSet<>(by);
            columns.addAll(read.apply(side));
            return "SELECT " + String.join(", ", selected) + from(rows, columns, text(where, side), List.of())
                    + groupBy(by.size());
        };
        return new Rule.Compare(query.apply(Side.SOURCE), query.apply(Side.TARGET), by, tolerances);
    }

    private static String groupBy(int columns) {
        return columns == 0
                ? ""
                : " GROUP BY "
                        + IntStream.rangeClosed(1, columns)
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(", "));
    }

    /** The value of a column in a form that both sides' servers compare and print alike. */
    private static String grouped(NamedRows rows, String name) {
        MappedColumn column = rows.column(name);
        String value = rows.dialect().quote(name);
        if (is(column, LogicalType.UUID)) {
            return "CAST(" + value + " AS char(36))";
        }
        if (is(column, LogicalType.BOOLEAN)) {
            return "CASE WHEN " + value + " THEN 1 WHEN NOT " + value + " THEN 0 END";
        }
        if (is(column, LogicalType.PADDED_TEXT)) {
            return rows.dialect().exactText("rtrim(" + value + ")");
        }
        return column.target().type().logical() == LogicalType.TEXT
                ? rows.dialect().exactText(value)
                : value;
    }

    private static boolean is(MappedColumn column, LogicalType type) {
        return column.target().type().logical() == type
                || column.sources().stream().anyMatch(of -> of.type().logical() == type);
    }

    /** The rows that fulfil all conditions. A line break ends a comment at the end of the user's own. */
    private static String from(NamedRows rows, Collection<String> columns, String where, List<String> conditions) {
        Set<String> all = new LinkedHashSet<>(columns);
        all.addAll(rows.named(where));
        List<String> texts = new ArrayList<>(conditions);
        if (!where.isEmpty()) {
            texts.add("(" + where + "\n)");
        }
        return " FROM " + rows.select(all) + " AS " + rows.dialect().quote(ROWS)
                + (texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts));
    }

    /**
     * The rows for which a condition is true, by the columns of their group.
     *
     * @param columns shown beside those of the group
     */
    private Rule.ExpectEmpty rowsWhere(
            List<String> group,
            List<String> columns,
            Expression where,
            List<String> conditions,
            DiscrepancyType finding) {
        Set<String> shown = new LinkedHashSet<>(group);
        shown.addAll(columns);
        String selected = shown.stream().map(target::quote).collect(Collectors.joining(", "));
        return new Rule.ExpectEmpty(
                Side.TARGET,
                "SELECT " + selected + from(on(Side.TARGET), shown, where.target(), conditions),
                group,
                finding);
    }

    private List<String> key() {
        return on(Side.TARGET).table().keyColumns().stream()
                .map(column -> column.target().name())
                .toList();
    }

    private Rule.ExpectEmpty nulls(ShortKind.Nulls nulls) {
        if (nulls.atMost().isZero()) {
            String any = nulls.columns().stream()
                    .map(name -> target.quote(name) + " IS NULL")
                    .collect(Collectors.joining(" OR ", "(", ")"));
            return rowsWhere(key(), nulls.columns(), nulls.where(), List.of(any), DiscrepancyType.RULE_VIOLATION);
        }
        String query =
                nulls.columns().stream().map(name -> tooMany(name, nulls)).collect(Collectors.joining(" UNION ALL "));
        return new Rule.ExpectEmpty(Side.TARGET, query, List.of("column"), DiscrepancyType.RULE_VIOLATION);
    }

    private String tooMany(String name, ShortKind.Nulls nulls) {
        String count = "(count(*) - count(" + target.quote(name) + "))";
        String amount = nulls.atMost().amount().toPlainString();
        String limit =
                nulls.atMost().isPercent() ? count + " * 100 > " + amount + " * count(*)" : count + " > " + amount;
        return "SELECT " + target.literal(name) + " AS " + target.quote("column") + ", " + count + " AS "
                + target.quote("nulls") + ", count(*) AS " + target.quote("row_count")
                + from(on(Side.TARGET), List.of(name), nulls.where().target(), List.of()) + " HAVING " + limit;
    }

    private Rule.ExpectEmpty duplicates(ShortKind.Duplicates duplicates) {
        List<String> columns = duplicates.columns();
        String copies = columns.contains("copies") ? "number of rows" : "copies";
        String query = "SELECT " + columns.stream().map(target::quote).collect(Collectors.joining(", "))
                + ", count(*) AS " + target.quote(copies)
                + from(on(Side.TARGET), columns, duplicates.where().target(), notNull(columns))
                + groupBy(columns.size()) + " HAVING count(*) > 1";
        return new Rule.ExpectEmpty(Side.TARGET, query, columns, DiscrepancyType.RULE_VIOLATION);
    }

    private List<String> notNull(List<String> columns) {
        return columns.stream().map(name -> target.quote(name) + " IS NOT NULL").toList();
    }

    private Rule.ExpectEmpty reference(ShortKind.Reference reference) {
        NamedRows parents = new NamedRows(mapped(reference.parent()), Side.TARGET, target);
        List<String> same = new ArrayList<>();
        for (int i = 0; i < reference.columns().size(); i++) {
            same.add(target.quote(PARENT) + "."
                    + target.quote(reference.parentColumns().get(i)) + " = " + target.quote(ROWS) + "."
                    + target.quote(reference.columns().get(i)));
        }
        List<String> conditions = new ArrayList<>(notNull(reference.columns()));
        conditions.add("NOT EXISTS (SELECT 1 FROM " + parents.select(reference.parentColumns()) + " AS "
                + target.quote(PARENT) + " WHERE " + String.join(" AND ", same) + ")");
        Set<String> group = new LinkedHashSet<>(key());
        group.addAll(reference.columns()); // a person sees the row that is missing
        return rowsWhere(
                List.copyOf(group), List.of(), reference.where(), conditions, DiscrepancyType.REFERENTIAL_VIOLATION);
    }

    private Rule.ExpectEmpty times(ShortKind.Times times) {
        Set<String> columns = new LinkedHashSet<>(times.order());
        columns.addAll(times.notFuture());
        for (String name : columns) {
            switch (on(Side.TARGET).column(name).target().type().logical()) {
                case DATE, TIME, TIMESTAMP, INSTANT -> {}
                default -> throw refused("column " + name + " is no date or time: name columns of times");
            }
        }
        List<String> impossible = new ArrayList<>();
        for (int i = 0; i + 1 < times.order().size(); i++) {
            String next = times.order().get(i + 1);
            LogicalType type = on(Side.TARGET).column(next).target().type().logical();
            impossible.add(target.quote(times.order().get(i)) + " > "
                    + target.later(type, target.quote(next), times.tolerance()));
        }
        String latest = target.later(LogicalType.INSTANT, target.now(), times.tolerance());
        times.notFuture().forEach(name -> impossible.add(target.quote(name) + " > " + latest));
        return rowsWhere(
                key(),
                List.copyOf(columns),
                times.where(),
                List.of("(" + String.join(" OR ", impossible) + ")"),
                DiscrepancyType.RULE_VIOLATION);
    }
}
