package dev.reconciler.app.mapping;

import dev.reconciler.app.config.ColumnConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a table of the file, whose columns are named by the source, into a mapping, whose columns are named by the target. A source
 * column that the file ignores or renames fills no target column of its own name.
 */
public final class TableMappings {
    private TableMappings() {}

    /**
     * @param excluded source columns that are not mapped although the table does not list them
     * @param target the target table's current schema; empty if the table doesn't exist
     */
    public static TableMapping of(TableConfig table, Set<String> excluded, Optional<TableSchema> target) {
        Map<String, ColumnMapping> columns = new HashMap<>();
        Set<String> ignored = new HashSet<>(excluded);
        Set<String> moved = new HashSet<>(excluded);
        table.columns().forEach((name, column) -> {
            if (column instanceof ColumnConfig.Mapped mapped) {
                columns.put(mapped.to(), new ColumnMapping(List.of(name), mapped.transform(), mapped.comparison()));
            } else {
                ignored.add(name);
            }
            moved.add(name);
        });
        table.constants()
                .forEach((name, value) ->
                        columns.put(name, new ColumnMapping(List.of(), new Transform.Constant(value.orElse(null)))));
        table.computed()
                .forEach((name, computed) ->
                        columns.put(name, new ColumnMapping(computed.from(), computed.transform())));
        Set<String> unmapped = new HashSet<>();
        for (String name : moved) {
            if (!columns.containsKey(name)
                    && target.flatMap(t -> t.column(name)).isPresent()) {
                unmapped.add(name);
            }
        }
        return new TableMapping(
                table.source(),
                table.target(),
                columns,
                ignored,
                unmapped,
                table.tenantColumn(),
                table.key(),
                table.where());
    }
}
