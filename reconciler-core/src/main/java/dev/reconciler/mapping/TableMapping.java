package dev.reconciler.mapping;

import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's configuration of one table. Columns of the same name are mapped to each other unless it says otherwise.
 *
 * @param columns mappings that differ from this rule, by target column
 * @param ignored source columns that are deliberately not copied
 * @param unmapped target columns that the pipeline deliberately neither writes nor compares
 * @param tenant the target's tenant column; null says that the table has none
 * @param key target columns to use as key instead of the primary key; empty: the primary key, else a unique index
 * @param where the rows of both sides that belong to the mapping
 */
public record TableMapping(
        TableRef source,
        TableRef target,
        Map<String, ColumnMapping> columns,
        Set<String> ignored,
        Set<String> unmapped,
        @Nullable String tenant,
        List<String> key,
        RowConditions where) {
    public TableMapping {
        columns = Map.copyOf(columns);
        ignored = Set.copyOf(ignored);
        unmapped = Set.copyOf(unmapped);
        key = List.copyOf(key);
    }

    /** A mapping of all rows. */
    public TableMapping(
            TableRef source,
            TableRef target,
            Map<String, ColumnMapping> columns,
            Set<String> ignored,
            Set<String> unmapped,
            @Nullable String tenant,
            List<String> key) {
        this(source, target, columns, ignored, unmapped, tenant, key, RowConditions.ALL);
    }

    /** Columns by name, all of them, between two tables. */
    public static TableMapping byName(TableRef source, TableRef target, @Nullable String tenant) {
        return new TableMapping(source, target, Map.of(), Set.of(), Set.of(), tenant, List.of());
    }

    /** The source columns of a target column; empty for a constant. */
    public List<String> sourcesOf(String targetColumn) {
        ColumnMapping mapping = columns.get(targetColumn);
        if (mapping == null) {
            return List.of(targetColumn);
        }
        if (mapping.transform() instanceof Transform.Constant) {
            return List.of();
        }
        return mapping.sources().isEmpty() ? List.of(targetColumn) : mapping.sources();
    }

    /** The transform of a target column's value. */
    public Transform transformOf(String targetColumn) {
        ColumnMapping mapping = columns.get(targetColumn);
        return mapping == null ? Transform.DIRECT : mapping.transform();
    }

    ColumnComparison comparisonOf(String targetColumn) {
        ColumnMapping mapping = columns.get(targetColumn);
        return mapping == null ? ColumnComparison.EXACT : mapping.comparison();
    }

    /**
     * The sources and the transform of one target column's value, and the way in which verification compares it.
     *
     * @param sources source columns in the transform's order; empty for the one of the same name
     */
    public record ColumnMapping(List<String> sources, Transform transform, ColumnComparison comparison) {
        public ColumnMapping {
            sources = List.copyOf(sources);
        }

        public ColumnMapping(List<String> sources, Transform transform) {
            this(sources, transform, ColumnComparison.EXACT);
        }

        public ColumnMapping(String source, Transform transform) {
            this(List.of(source), transform);
        }
    }
}
