package dev.reconciler.app.compatibility;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.app.mapping.ExcludedColumns;
import dev.reconciler.app.mapping.TableMappings;
import dev.reconciler.compatibility.SchemaComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and compares catalogs. */
public final class SchemaCatalogs {
    private SchemaCatalogs() {}

    /**
     * The live catalog of one side.
     *
     * @param all true for every table of users; false for the mapped ones
     * @throws IllegalStateException if there is no connection, with the fix
     */
    public static Catalog read(ReconcilerConfig config, Side side, boolean all) {
        ConnectionConfig to = side == Side.SOURCE
                ? config.databases().source()
                : config.databases().target();
        try (ServerInspection server = Engine.of(to.engine()).inspect(to.login(), side.noun())) {
            Set<TableRef> tables = new LinkedHashSet<>();
            config.scope().tables().forEach(table -> tables.add(side == Side.SOURCE ? table.source() : table.target()));
            if (all) {
                tables.addAll(server.schema().tables());
            }
            return server.catalog().read(tables);
        } catch (ConnectionRefusedException e) {
            throw new IllegalStateException(
                    side.noun() + " " + to.display() + ": no connection: " + e.getMessage() + ": " + e.fix(), e);
        }
    }

    /** Compares under the mapping of the configuration. */
    public static List<SchemaDifference> compare(ReconcilerConfig config, Catalog source, Catalog target) {
        Map<TableRef, TableSchema> sources = source.schemas();
        Map<TableRef, TableSchema> targets = target.schemas();
        ExcludedColumns excluded = ExcludedColumns.of(config.scope(), sources, targets);
        List<TableMapping> mappings = config.scope().tables().stream()
                .map(table -> mapping(table, excluded, targets))
                .toList();
        return compare(source, target, mappings);
    }

    static TableMapping mapping(TableConfig table, ExcludedColumns excluded, Map<TableRef, TableSchema> targets) {
        return TableMappings.of(table, excluded.of(table), Optional.ofNullable(targets.get(table.target())));
    }

    /** Compares tables of the same name. */
    public static List<SchemaDifference> compare(Catalog source, Catalog target) {
        List<TableMapping> mappings = source.tables().stream()
                .map(table -> table.schema().ref())
                .flatMap(from -> target.tables().stream()
                        .map(CatalogTable::schema)
                        .map(TableSchema::ref)
                        .filter(to -> to.name().equals(from.name()))
                        .limit(1)
                        .map(to -> TableMapping.byName(from, to, null)))
                .toList();
        return compare(source, target, mappings);
    }

    private static List<SchemaDifference> compare(Catalog source, Catalog target, List<TableMapping> mappings) {
        return comparison(source, target, mappings).compare();
    }

    static SchemaComparison comparison(Catalog source, Catalog target, List<TableMapping> mappings) {
        return new SchemaComparison(
                source,
                target,
                Engine.of(source.engine()).countSql(),
                Engine.of(target.engine()).changeSql(),
                mappings);
    }
}
