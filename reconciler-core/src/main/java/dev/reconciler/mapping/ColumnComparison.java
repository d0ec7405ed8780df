package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way in which verification compares the values of a column. It has no effect on what is written: applier, backfill and
 * corrections copy the column like any other.
 */
public sealed interface ColumnComparison {
    ColumnComparison EXACT = new Exact();
    ColumnComparison NEVER = new Never();

    /** Values are equal if their canonical forms are. */
    record Exact() implements ColumnComparison {}

    /** The column is in no digest and no comparison. */
    record Never() implements ColumnComparison {}

    /**
     * Values whose difference is at most the tolerance are no difference. NULL, NaN, an infinity, and any text that is no number or no
     * point in time, equal only themselves.
     */
    sealed interface Tolerance extends ColumnComparison {
        /** Returns whether the difference of two text forms is within the tolerance; false if one of them has no distance. */
        boolean covers(String source, String target);

        /** The tolerance for a person, with its unit. */
        String text();

        /** Returns whether values of the type have a difference in the tolerance's unit. */
        boolean fits(LogicalType type);

        /** The types that it fits, for a person. */
        String types();
    }

    /** @param most in the unit of the column; above 0 */
    record Amount(BigDecimal most) implements Tolerance {
        @Override
        public boolean covers(String source, String target) {
            Optional<BigDecimal> distance = Distance.ofNumbers(source, target);
            return distance.isPresent() && distance.get().compareTo(most) <= 0;
        }

        @Override
        public String text() {
            return most.toPlainString();
        }

        @Override
        public boolean fits(LogicalType type) {
            return Distance.isOfNumbers(type);
        }

        @Override
        public String types() {
            return "a number";
        }
    }

    /** @param most in percent of the source's absolute value; above 0, below 100 */
    record Percent(BigDecimal most) implements Tolerance {
        private static final BigDecimal HUNDRED = new BigDecimal(100);

        @Override
        public boolean covers(String source, String target) {
            Optional<BigDecimal> distance = Distance.ofNumbers(source, target);
            return distance.isPresent()
                    && distance.get()
                                    .multiply(HUNDRED)
                                    .compareTo(new BigDecimal(source).abs().multiply(most))
                            <= 0;
        }

        @Override
        public String text() {
            return most.toPlainString() + "% of the source's value";
        }

        @Override
        public boolean fits(LogicalType type) {
            return Distance.isOfNumbers(type);
        }

        @Override
        public String types() {
            return "a number";
        }
    }

    /** @param most above 0 */
    record Time(Duration most) implements Tolerance {
        @Override
        public boolean covers(String source, String target) {
            Optional<Duration> distance = Distance.ofTimes(source, target);
            return distance.isPresent() && distance.get().compareTo(most) <= 0;
        }

        @Override
        public String text() {
            return new BigDecimal(most.toMillis())
                            .movePointLeft(3)
                            .stripTrailingZeros()
                            .toPlainString() + " s";
        }

        @Override
        public boolean fits(LogicalType type) {
            return Distance.isOfTimes(type);
        }

        @Override
        public String types() {
            return "a timestamp";
        }
    }

    /** Returns whether the values of one column agree. */
    default boolean agree(LogicalType type, @Nullable String source, @Nullable String target) {
        if (this instanceof Never) {
            return true;
        }
        if (source == null || target == null) {
            return source == null && target == null;
        }
        return type.same(source, target) || this instanceof Tolerance tolerance && tolerance.covers(source, target);
    }

    /** The reason why a column of this type can't be compared so, with the fix; empty if it can. */
    default Optional<String> problem(Column column) {
        return this instanceof Tolerance tolerance
                        && !tolerance.fits(column.type().logical())
                ? Optional.of(
                        "its tolerance of " + tolerance.text() + " needs " + tolerance.types() + ", and the target"
                                + " column is " + column.type().sqlName() + ": remove 'compare', or let it say never")
                : Optional.empty();
    }

    /** The limit of what verification proves about the column; empty if it is compared exactly. */
    default Optional<String> limit() {
        if (this instanceof Never) {
            return Optional.of("copied and never compared");
        }
        return this instanceof Tolerance tolerance
                ? Optional.of("compared with a tolerance of " + tolerance.text() + ", which proves no equality")
                : Optional.empty();
    }
}
