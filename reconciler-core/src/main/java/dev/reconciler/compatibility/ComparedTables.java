package dev.reconciler.compatibility;

import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.util.List;
import java.util.Optional;

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
