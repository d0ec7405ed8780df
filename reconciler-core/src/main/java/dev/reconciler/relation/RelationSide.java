package dev.reconciler.relation;

import java.util.Locale;

/** The server that a relation belongs to. */
public enum RelationSide {
    SOURCE,
    TARGET;

    /** For people. */
    public String noun() {
        return name().toLowerCase(Locale.ROOT);
    }
}
