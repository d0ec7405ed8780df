package dev.reconciler.app.config;

import dev.reconciler.endpoint.engine.StreamNames;

/** The names of the slot and the publication on the source. The names on a streamed target are derived from them. */
public record StreamConfig(String slot, String publication) {
    private static final String SUFFIX = "_target";
    private static final int LONGEST = 63;

    /** The names on the source. */
    public StreamNames source() {
        return new StreamNames(slot, publication);
    }

    /** The names on a streamed target. */
    public StreamNames target() {
        return new StreamNames(ofTarget(slot), ofTarget(publication));
    }

    private static String ofTarget(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST - SUFFIX.length())) + SUFFIX;
    }
}
