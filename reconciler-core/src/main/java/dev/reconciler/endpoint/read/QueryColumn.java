package dev.reconciler.endpoint.read;

/**
 * A column of a query's result.
 *
 * @param type as the engine names it
 */
public record QueryColumn(String name, Kind kind, String type) {
    /** The way in which the values' texts can be compared. */
    public enum Kind {
        NUMBER,
        TEXT,
        /** Comparable with the same engine type only. */
        OTHER
    }

    /** Returns whether equal values of both columns have equal texts (numbers: equal decimal values). */
    public boolean isComparableWith(QueryColumn other) {
        return kind == other.kind && (kind != Kind.OTHER || type.equals(other.type));
    }
}
