package dev.reconciler.verify.coverage;

/**
 * A part of a table without a verdict, with the reason.
 *
 * @param subject the column, or empty for rows
 * @param count affected rows; -1 for all or unknown
 */
public record Unverifiable(String table, Part part, String subject, String reason, long count) {
    public enum Part {
        COLUMN,
        ROWS
    }
}
