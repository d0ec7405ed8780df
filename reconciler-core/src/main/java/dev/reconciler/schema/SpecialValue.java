package dev.reconciler.schema;

import dev.reconciler.row.LogicalType;
import java.util.Set;

/**
 * Values that not every engine can hold. A type declares where it differs from the neutral text form: neutral values that it lacks,
 * and values that it adds to them ({@link TypeTraits}).
 */
public enum SpecialValue {
    NOT_FINITE("NaN and infinities", LogicalType.DECIMAL, LogicalType.FLOAT4, LogicalType.FLOAT8),
    /** MySQL's years are 0, and 1901 to 2155. */
    NO_YEAR("numbers other than 0 and 1901 to 2155", LogicalType.INTEGER, LogicalType.DECIMAL),
    NO_TRUTH_VALUE("numbers other than 0 and 1", LogicalType.BOOLEAN),
    NUL_CHARACTER("texts with U+0000", LogicalType.TEXT, LogicalType.PADDED_TEXT),
    NUL_IN_DOCUMENT("documents with \\u0000", LogicalType.JSON),
    EXACT_NUMBER_IN_DOCUMENT("documents with numbers that are no 64-bit integer and no double", LogicalType.JSON),
    INVALID_DATE("zero dates and invalid dates", LogicalType.DATE, LogicalType.TIMESTAMP, LogicalType.INSTANT),
    DISTANT_DATE("dates before the year 1 or after 9999, and infinity", LogicalType.DATE, LogicalType.TIMESTAMP),
    DISTANT_INSTANT("times before 1970-01-01 00:00:01 or after 2038-01-19 03:14:07 UTC", LogicalType.INSTANT),
    NO_TIME_OF_DAY("times below 00:00 or above 24:00", LogicalType.TIME);

    private final String description;
    private final Set<LogicalType> types;

    SpecialValue(String description, LogicalType... types) {
        this.description = description;
        this.types = Set.of(types);
    }

    /** In plural, for messages. */
    public String description() {
        return description;
    }

    /** Returns whether the value has a place among values of this meaning. */
    public boolean isOf(LogicalType type) {
        return types.contains(type);
    }
}
