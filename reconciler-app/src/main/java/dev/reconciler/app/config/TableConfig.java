package dev.reconciler.app.config;

import dev.reconciler.schema.TableRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table as the file maps it; what it leaves out is found in the catalogs.
 *
 * @param tenantColumn the target's; null where the file says {@code tenant: none}
 * @param key target columns; empty for the target's primary key
 * @param columns by source column; one that is not listed keeps its name
 * @param constants by target column, the value of every row
 */
public record TableConfig(
        TableRef source,
        TableRef target,
        @Nullable String tenantColumn,
        List<String> key,
        Map<String, ColumnConfig> columns,
        Map<String, Optional<String>> constants) {
    public TableConfig {
        key = List.copyOf(key);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }
}
