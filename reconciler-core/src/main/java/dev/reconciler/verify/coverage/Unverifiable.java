package dev.reconciler.verify.coverage;

/**
 * A part of a table of which no verification says anything, and why.
 *
 * @param subject the column, or empty for rows
 * @param count rows concerned; -1 if all are, or nobody knows
 */
public record Unverifiable(String table, Part part, String subject, String reason, long count) {
    public enum Part {
        COLUMN,
        ROWS
    }
}
