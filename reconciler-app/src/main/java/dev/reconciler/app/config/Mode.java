package dev.reconciler.app.config;

/** Who writes the target. */
public enum Mode {
    /** The daemon applies the stream. */
    REPLICATE,
    /** Applications write both sides; the daemon verifies, and writes corrections alone. */
    OBSERVE
}
