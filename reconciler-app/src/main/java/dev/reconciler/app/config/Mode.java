package dev.reconciler.app.config;

/** The mode of a pipeline, by the writer of the target. */
public enum Mode {
    /** The daemon applies the stream. */
    REPLICATE,
    /** Applications write both sides; the daemon verifies and writes only corrections. */
    OBSERVE
}
