package dev.reconciler.app.compatibility;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.app.mapping.ExcludedColumns;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of one mapping as both databases have them now.
 *
 * @param mapping as a start of the daemon would resolve it now
 * @param differences of the columns of both tables
 */
public record LiveColumns(TableSchema source, TableMapping mapping, List<SchemaDifference> differences) {
    public LiveColumns {
        differences = List.copyOf(differences);
    }

    /**
     * Those of some mappings, by id; without the mappings of which a table does not exist.
     *
     * @param ids of mappings of the configuration
     */
    public static Map<String, LiveColumns> of(
            ReconcilerConfig config, Collection<String> ids, CatalogReader source, CatalogReader target) {
        List<TableConfig> tables = config.scope().tables().stream()
                .filter(table -> ids.contains(table.id()))
                .toList();
        Catalog here = source.read(tables.stream().map(TableConfig::source).toList());
        Catalog there = target.read(tables.stream().map(TableConfig::target).toList());
        Map<TableRef, TableSchema> sources = here.schemas();
        Map<TableRef, TableSchema> targets = there.schemas();
        ExcludedColumns excluded = ExcludedColumns.of(config.scope(), sources, targets);
        Map<String, LiveColumns> columns = new HashMap<>();
        for (TableConfig table : tables) {
            TableSchema from = sources.get(table.source());
            if (from != null && targets.containsKey(table.target())) {
                TableMapping mapping = SchemaCatalogs.mapping(table, excluded, targets);
                columns.put(
                        table.id(),
                        new LiveColumns(
                                from,
                                mapping,
                                SchemaCatalogs.comparison(here, there, List.of(mapping))
                                        .columns(mapping)));
            }
        }
        return columns;
    }
}
