package dev.reconciler.endpoint.read;

/**
 * A column of a query's result.
 *
 * @param type as the engine names it; one whose texts are of the neutral form has PostgreSQL's name for it on every engine
 */
public record QueryColumn(String name, Kind kind, String type) {
    /** The way in which the values' texts can be compared. */
    public enum Kind {
        NUMBER,
        TEXT,
        /** Comparable with a type of the same name only. */
        OTHER
    }

    /** Returns whether equal values of both columns have equal texts (numbers: equal decimal values). */
    public boolean isComparableWith(QueryColumn other) {
        return kind == other.kind && (kind != Kind.OTHER || type.equals(other.type));
    }
}
