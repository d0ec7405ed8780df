package dev.reconciler.schema.catalog;

import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table with the details that only a comparison of schemas reads.
 *
 * @param details by column
 */
public record CatalogTable(
        TableSchema schema,
        Map<String, Detail> details,
        List<Index> indexes,
        List<Check> checks,
        List<Reference> references,
        List<Trigger> triggers) {
    public CatalogTable {
        details = Map.copyOf(details);
        indexes = List.copyOf(indexes);
        checks = List.copyOf(checks);
        references = List.copyOf(references);
        triggers = List.copyOf(triggers);
    }

    /**
     * The details of a column.
     *
     * @param defaultSql the expression of the default; null for none
     * @param generatedSql the expression of a generated column; null if it is none
     * @param labels of an enum or set
     * @param counter the numbers of an identity or sequence; null if the column has none, or the role may not read it
     * @param attributes the rest of the column's definition, which a statement that defines the column again repeats
     */
    public record Detail(
            @Nullable String defaultSql,
            @Nullable String generatedSql,
            @Nullable String charset,
            @Nullable String collation,
            List<String> labels,
            @Nullable Counter counter,
            String attributes) {
        public Detail {
            labels = List.copyOf(labels);
        }
    }

    /**
     * An identity, a sequence, or an AUTO_INCREMENT.
     *
     * @param name of the sequence; empty if it has none
     * @param next the number that the next row gets
     * @param highest the highest number in the column; null for an empty table
     */
    public record Counter(String name, long next, @Nullable Long highest) {}

    /**
     * An index.
     *
     * @param columns in order; empty if the index has expressions, a condition or parts of columns
     * @param constraint true if a constraint owns the index
     * @param definition the statement, or its end, that creates the index
     * @param content the keys and the condition as the engine prints them, without the names of index and table
     */
    public record Index(
            String name,
            List<String> columns,
            boolean unique,
            boolean primary,
            boolean constraint,
            String definition,
            String content) {
        public Index {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A check constraint.
     *
     * @param column the column that the constraint belongs to; empty for a constraint of the table
     */
    public record Check(String name, String expression, String column) {}

    /** The actions of a foreign key, such as {@code CASCADE}. */
    public record Reference(String name, String onDelete, String onUpdate) {}

    /**
     * A trigger that is enabled.
     *
     * @param events {@code INSERT}, {@code UPDATE}, {@code DELETE}
     * @param enable the statement by which it is enabled or created
     */
    public record Trigger(String name, List<String> events, String enable) {
        public Trigger {
            events = List.copyOf(events);
        }
    }

    /** A column with its details. */
    public record FullColumn(Column column, Detail detail) {
        public String name() {
            return column.name();
        }
    }

    public Optional<FullColumn> column(String name) {
        return schema.column(name).map(this::full);
    }

    /** Every column, in the table's order. */
    public List<FullColumn> columns() {
        return schema.columns().stream().map(this::full).toList();
    }

    private FullColumn full(Column column) {
        return new FullColumn(column, Objects.requireNonNull(details.get(column.name()), column.name()));
    }
}
