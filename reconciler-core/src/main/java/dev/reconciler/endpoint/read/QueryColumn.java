package dev.reconciler.endpoint.read;

/**
 * A column of a query's result.
 *
 * @param type as the engine names it
 */
public record QueryColumn(String name, Kind kind, String type) {
    /** What the values' texts can be compared as. */
    public enum Kind {
        NUMBER,
        TEXT,
        /** Comparable with the same engine type only. */
        OTHER
    }

    /** Whether equal values of both columns have equal texts (numbers: equal decimal values). */
    public boolean isComparableWith(QueryColumn other) {
        return kind == other.kind && (kind != Kind.OTHER || type.equals(other.type));
    }
}
