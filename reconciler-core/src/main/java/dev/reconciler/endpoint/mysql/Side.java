package dev.reconciler.endpoint.mysql;

/** The database of a pipeline that a statement is for. */
public enum Side {
    SOURCE,
    TARGET;

    /** For messages. */
    public String noun() {
        return this == SOURCE ? "source" : "target";
    }
}
