package dev.reconciler.app.config;

import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.TableRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table's mapping in the file. The catalogs supply everything that the file leaves out.
 *
 * @param names of the mapping and its tables
 * @param tenantColumn a target column; null if the file says {@code tenant: none}
 * @param key target columns; empty for the target's primary key
 * @param columns the mapping by source column; a column that is not listed keeps its name
 * @param constants the value of every row, by target column
 * @param computed values that are made of other source columns than one by one, by target column
 * @param where the rows of both sides that belong to the mapping
 */
public record TableConfig(
        Names names,
        @Nullable String tenantColumn,
        List<String> key,
        Map<String, ColumnConfig> columns,
        Map<String, Optional<String>> constants,
        Map<String, Computed> computed,
        RowConditions where) {
    public TableConfig {
        key = List.copyOf(key);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
    }

    /**
     * @param mapping the mapping's name, in the form of a target table's; its own if several mappings fill the target table
     */
    public record Names(TableRef source, TableRef target, TableRef mapping) {
        /** A mapping that is named like its target table. */
        public Names(TableRef source, TableRef target) {
            this(source, target, target);
        }
    }

    public TableRef source() {
        return names.source();
    }

    public TableRef target() {
        return names.target();
    }

    /** The lookup tables of its columns. */
    public Set<TableRef> lookups() {
        return Stream.concat(
                        columns.values().stream()
                                .flatMap(column -> column instanceof ColumnConfig.Mapped mapped
                                        ? Stream.of(mapped.transform())
                                        : Stream.empty()),
                        computed.values().stream().map(Computed::transform))
                .flatMap(transform ->
                        transform instanceof LookupTable lookup ? Stream.of(lookup.table()) : Stream.empty())
                .collect(Collectors.toSet());
    }

    /** The mapping's identity. */
    public String id() {
        return names.mapping().toString();
    }

    /** @param from source columns, in the transform's order */
    public record Computed(List<String> from, Transform transform) {
        public Computed {
            from = List.copyOf(from);
        }
    }
}
