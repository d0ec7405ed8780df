package dev.reconciler.endpoint.postgres;

/** Which database of a pipeline a statement is for. */
public enum Side {
    SOURCE,
    TARGET;

    /** For messages. */
    public String noun() {
        return this == SOURCE ? "source" : "target";
    }
}
