package dev.reconciler.app.config;

/** Who writes the target. */
public enum Mode {
    /** The daemon applies the stream. */
    REPLICATE
}
