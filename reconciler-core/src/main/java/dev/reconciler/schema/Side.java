package dev.reconciler.schema;

/** One of the two databases of a pipeline. */
public enum Side {
    SOURCE,
    TARGET;

    /** For messages. */
    public String noun() {
        return this == SOURCE ? "source" : "target";
    }
}
