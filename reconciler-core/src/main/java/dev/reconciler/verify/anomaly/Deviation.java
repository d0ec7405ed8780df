package dev.reconciler.verify.anomaly;

/**
 * A property of a row, or of a column, that is not as usual.
 *
 * @param column the target's column, or a property of one or two columns, for a person
 * @param value the present value, shortened if it is long
 * @param usual the usual values, or the number of rows that have this one
 */
public record Deviation(String column, String value, String usual) {}
