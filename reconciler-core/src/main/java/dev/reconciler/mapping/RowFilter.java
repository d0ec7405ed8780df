package dev.reconciler.mapping;

import dev.reconciler.row.Row;
import dev.reconciler.schema.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table that belong to a mapping: those that meet every condition. The others don't exist for the mapping.
 *
 * <p>Every condition is true or false, never unknown: NULL is a value like any other, so NULL meets {@code not: [a]}.
 */
public record RowFilter(List<Condition> conditions) {
    /** Every row belongs to the mapping. */
    public static final RowFilter ALL = new RowFilter(List.of());

    public RowFilter {
        conditions = List.copyOf(conditions);
    }

    /**
     * A condition on one column.
     *
     * @param values canonical forms, sorted
     * @param isNegated true if the column must not hold any of the values, false if it must hold one of them
     * @param matchesNull true if NULL meets the condition
     */
    public record Condition(Column column, List<String> values, boolean isNegated, boolean matchesNull) {
        public Condition {
            values = List.copyOf(new TreeSet<>(values));
        }

        /** @param text in the text form of the column's type; null for NULL */
        public boolean matches(@Nullable String text) {
            return text == null
                    ? matchesNull
                    : values.contains(column.type().logical().canonical(text)) != isNegated;
        }

        /** As the configuration file writes it. */
        @Override
        public String toString() {
            List<String> listed = Stream.concat(
                            values.stream().map(this::shown),
                            isNegated == matchesNull ? Stream.empty() : Stream.of("null"))
                    .toList();
            return column.name() + ": " + (isNegated ? "{not: " + listed + "}" : listed.toString());
        }

        private String shown(String value) {
            return column.type().logical().isFreeText() ? "'" + value.replace("'", "''") + "'" : value;
        }
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /**
     * Returns whether a row of the target meets every condition whose column's value is known.
     *
     * @param columns the mapped columns, in the order of the row's values
     * @param unavailable indexes of columns whose values are not known
     */
    boolean matches(List<MappedColumn> columns, Row row, Collection<Integer> unavailable) {
        return conditions.stream().allMatch(condition -> {
            int index = indexOf(columns, condition.column());
            return unavailable.contains(index) || condition.matches(row.value(index));
        });
    }

    private static int indexOf(List<MappedColumn> columns, Column column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).target().name().equals(column.name())) {
                return i;
            }
        }
        throw new IllegalArgumentException("filter column " + column.name() + " is not mapped");
    }

    /** The conditions in the order of their columns, as the configuration file writes them. */
    @Override
    public String toString() {
        return conditions.stream().map(Condition::toString).sorted().collect(Collectors.joining(", "));
    }

    /**
     * The filters of both sides.
     *
     * @param source on columns of the source table, mapped or not
     * @param target on mapped columns of the target table, those of the slice included
     * @param slice the constants in the target's key: each condition has one value
     */
    public record Pair(RowFilter source, RowFilter target, RowFilter slice) {
        public static final Pair NONE = new Pair(ALL, ALL);

        /** Filters of a mapping without constants in the target's key. */
        public Pair(RowFilter source, RowFilter target) {
            this(source, target, ALL);
        }

        /** Limits the target's rows to those that hold these constants in their key. */
        Pair within(RowFilter slice) {
            List<Condition> conditions = new ArrayList<>(slice.conditions);
            target.conditions.stream()
                    .filter(condition -> !slice.conditions.contains(condition))
                    .forEach(conditions::add);
            return new Pair(source, new RowFilter(conditions), slice);
        }

        /** The names of the target's filter columns. */
        Set<String> targetColumns() {
            return target.conditions.stream()
                    .map(condition -> condition.column().name())
                    .collect(Collectors.toSet());
        }
    }
}
