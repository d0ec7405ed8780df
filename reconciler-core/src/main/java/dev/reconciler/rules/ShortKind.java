package dev.reconciler.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A condition on the rows of a mapped table, without SQL of its own: {@link GeneratedQueries} writes the queries for each side's
 * server. Columns and expressions are in the target's names.
 */
public sealed interface ShortKind extends Rule.Check {
    /**
     * An expression in the SQL of each side.
     *
     * @param source on the source, over columns that have the target's names
     */
    record Expression(String source, String target) {
        public static final Expression NONE = new Expression("", "");

        static Expression same(String sql) {
            return new Expression(sql, sql);
        }

        boolean isNone() {
            return target.isEmpty();
        }
    }

    /** An aggregate of a group's rows. */
    record Aggregate(Expression sql, Tolerance tolerance) {}

    /**
     * Each group has the same number of rows on both sides.
     *
     * @param by the columns that make a group; none for one group of all rows
     * @param where the rows that count
     */
    record RowCount(List<String> by, Tolerance tolerance, Expression where) implements ShortKind {
        public RowCount {
            by = List.copyOf(by);
        }

        @Override
        public String kind() {
            return "row_count";
        }
    }

    /**
     * The sums of columns are the same on both sides in each group.
     *
     * @param columns each with its tolerance
     */
    record Sum(List<String> by, Map<String, Tolerance> columns, Expression where) implements ShortKind {
        public Sum {
            by = List.copyOf(by);
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        }

        @Override
        public String kind() {
            return "sum";
        }
    }

    /**
     * Aggregates are the same on both sides in each group.
     *
     * @param values by the names under which they are reported
     */
    record Aggregates(List<String> by, Map<String, Aggregate> values, Expression where) implements ShortKind {
        public Aggregates {
            by = List.copyOf(by);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String kind() {
            return "aggregate";
        }
    }

    /** The target's columns have no NULL, or not more than a limit. */
    record Nulls(List<String> columns, Limit atMost, Expression where) implements ShortKind {
        public Nulls {
            columns = List.copyOf(columns);
        }

        @Override
        public String kind() {
            return "null";
        }
    }

    /** A number of rows, or a percentage of the rows. */
    record Limit(BigDecimal amount, boolean isPercent) {
        static final Limit ZERO = new Limit(BigDecimal.ZERO, false);

        boolean isZero() {
            return amount.signum() == 0;
        }
    }

    /** No two rows of the target have the same values in these columns. A row with a NULL in them has no duplicate. */
    record Duplicates(List<String> columns, Expression where) implements ShortKind {
        public Duplicates {
            columns = List.copyOf(columns);
        }

        @Override
        public String kind() {
            return "duplicate";
        }
    }

    /**
     * Each row of the target refers to a row of another mapped table, or has a NULL in one of the columns.
     *
     * @param parent id of the other mapping
     * @param parentColumns in the order of {@code columns}
     */
    record Reference(List<String> columns, String parent, List<String> parentColumns, Expression where)
            implements ShortKind {
        public Reference {
            columns = List.copyOf(columns);
            parentColumns = List.copyOf(parentColumns);
        }

        @Override
        public String kind() {
            return "referential";
        }
    }

    /**
     * The times of each row of the target are possible. A NULL violates nothing.
     *
     * @param order columns of which none is later than the next one
     * @param notFuture columns that are not later than now
     * @param tolerance the time by which they may be later
     */
    record Times(List<String> order, List<String> notFuture, Duration tolerance, Expression where)
            implements ShortKind {
        public Times {
            order = List.copyOf(order);
            notFuture = List.copyOf(notFuture);
        }

        @Override
        public String kind() {
            return "temporal";
        }
    }
}
