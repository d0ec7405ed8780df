package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryDialect;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.endpoint.read.query.NamedTables;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rows of a mapped table on one side, as a derived table whose columns have the target's names. */
final class NamedRows {
    /** No database has this name: the servers of MySQL would take a name before a dot for one. */
    private static final String ALIAS = "mapped_row";

    private static final Pattern STRING = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

    private final MappedTable table;
    private final Side side;
    private final QueryDialect dialect;

    NamedRows(MappedTable table, Side side, QueryDialect dialect) {
        this.table = table;
        this.side = side;
        this.dialect = dialect;
    }

    MappedTable table() {
        return table;
    }

    QueryDialect dialect() {
        return dialect;
    }

    /**
     * The column of that name in the target.
     *
     * @throws QueryRefusedException if the mapping has none
     */
    MappedColumn column(String name) {
        int index = table.indexOf(name);
        if (index < 0) {
            List<String> names =
                    table.columns().stream().map(of -> of.target().name()).toList();
            throw refused("table " + table.id() + " has no mapped column " + name + ": "
                    + Suggestions.nearest(name, names)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("its columns are " + String.join(", ", names)));
        }
        return table.columns().get(index);
    }

    /** Those of the table's columns that the expression names outside of its strings. */
    Set<String> named(String expression) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(STRING.matcher(expression).replaceAll(""));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return table.columns().stream()
                .map(column -> column.target().name())
                .filter(name -> words.stream().anyMatch(name::equalsIgnoreCase))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The derived table, without an alias.
     *
     * @param columns the target's names of the columns that it has
     * @throws QueryRefusedException if the source has no such column with the same values
     */
    String select(Collection<String> columns) {
        List<String> selected = new ArrayList<>();
        for (String name : new LinkedHashSet<>(columns)) {
            MappedColumn column = column(name);
            String stored = side == Side.SOURCE ? copied(column).name() : name;
            selected.add(dialect.quote(ALIAS) + "." + dialect.quote(stored) + " AS " + dialect.quote(name));
        }
        if (selected.isEmpty()) {
            selected.add("1 AS " + dialect.quote("present"));
        }
        return "(SELECT " + String.join(", ", selected) + " FROM "
                + dialect.quote(NamedTables.ref(table, side).name()) + " AS " + dialect.quote(ALIAS) + ")";
    }

    private Column copied(MappedColumn column) {
        Column source = column.source();
        boolean isCopied = column.isDirect()
                && !column.isUuidInBytes()
                && column.roundedTo().isEmpty();
        if (source == null || !isCopied) {
            throw refused("column " + column.target().name() + " of " + table.id()
                    + " is not a copy of a source column: the mapping transforms it, so that a rule with it needs the"
                    + " kind query, with SQL for each side");
        }
        return source;
    }

    static QueryRefusedException refused(String message) {
        return new QueryRefusedException(message, null);
    }
}
