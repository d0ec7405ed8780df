package dev.reconciler.compatibility;

import dev.reconciler.mapping.RowConditions.Values;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Both tables of a mapping, with the SQL of their engines. */
record ComparedTables(Sides sides, TableMapping mapping, CatalogTable source, CatalogTable target) {
    /**
     * Both databases.
     *
     * @param counts the SQL of the source
     * @param changes the SQL of the target
     */
    record Sides(Catalog source, Catalog target, CountSql counts, ChangeSql changes) {
        boolean areOfOneEngine() {
            return source.engine().equals(target.engine());
        }
    }

    TableRef from() {
        return source.schema().ref();
    }

    TableRef to() {
        return target.schema().ref();
    }

    CountSql counts() {
        return sides.counts();
    }

    ChangeSql changes() {
        return sides.changes();
    }

    /** The query of the source's rows that belong to the mapping and meet a condition. */
    String rows(String condition) {
        String belonging = mapping.where().source().entrySet().stream()
                .map(filter -> " AND " + belongs(filter.getKey(), filter.getValue()))
                .collect(Collectors.joining());
        return counts().rows(from(), belonging.isEmpty() ? condition : "(" + condition + ")" + belonging);
    }

    private String belongs(String column, Values values) {
        String isNull = counts().isNull(column);
        String listed = values.values().stream()
                .flatMap(Optional::stream)
                .map(value -> counts().literal(literal(column, value)))
                .collect(Collectors.joining(", "));
        if (listed.isEmpty()) {
            return matchesNull(values) ? isNull : "NOT (" + isNull + ")";
        }
        String any = counts().quoted(column) + (values.isNegated() ? " NOT IN (" : " IN (") + listed + ")";
        return matchesNull(values) ? "(" + any + " OR " + isNull + ")" : any;
    }

    private String literal(String column, String value) {
        LogicalType type = source.column(column)
                .map(each -> each.column().type().logical())
                .orElse(LogicalType.TEXT);
        return type.literal(type.canonical(value));
    }

    private static boolean matchesNull(Values values) {
        return values.values().contains(Optional.<String>empty()) != values.isNegated();
    }

    /** Returns whether a row that belongs to the mapping may have NULL in this source column. */
    boolean mayBeNull(FullColumn from) {
        Values values = mapping.where().source().get(from.name());
        return from.column().nullable() && (values == null || matchesNull(values));
    }

    /** The source column that fills the target column unchanged; empty if there is none. */
    Optional<FullColumn> directSource(String targetColumn) {
        List<String> names = mapping.sourcesOf(targetColumn);
        boolean plain = mapping.transformOf(targetColumn) instanceof Transform.Direct
                && !mapping.unmapped().contains(targetColumn)
                && names.size() == 1;
        return plain ? source.column(names.get(0)) : Optional.empty();
    }

    /** The source columns that fill these unchanged; empty if one has no such source. */
    List<String> sourceNames(List<String> targetColumns) {
        List<String> names = targetColumns.stream()
                .flatMap(name -> directSource(name).stream())
                .map(FullColumn::name)
                .toList();
        return names.size() == targetColumns.size() ? names : List.of();
    }

    /** The target columns that these fill unchanged; empty if one fills none. */
    List<FullColumn> targets(List<String> sourceColumns) {
        List<FullColumn> columns = sourceColumns.stream()
                .flatMap(name -> target.columns().stream()
                        .filter(column -> directSource(column.name())
                                .filter(from -> from.name().equals(name))
                                .isPresent())
                        .limit(1))
                .toList();
        return columns.size() == sourceColumns.size() ? columns : List.of();
    }
}
