package dev.reconciler.schema;

/**
 * One column of a live table.
 *
 * @param mayBeOmitted true if the event of a row's change may lack the column's value because it did not change. Every engine's
 *     stream holds each value of at most {@link #CARRIED_VALUE_BYTES}, and every value of a row of at most {@link
 *     #CARRIED_ROW_BYTES}
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        boolean generated,
        boolean identity,
        boolean hasDefault,
        boolean mayBeOmitted) {
    /** The bytes of a value's text that no event of a stream lacks. */
    public static final int CARRIED_VALUE_BYTES = 20;

    /** The bytes of a row's texts up to which its events lack no value. */
    public static final int CARRIED_ROW_BYTES = 1_000;
}
