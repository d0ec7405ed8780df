package dev.reconciler.app.config;

/** The content of the target's tables when the pipeline first starts. */
public enum Initial {
    /** No rows; the backfill fills them. */
    BACKFILL,
    /** The rows of the source; only the stream is applied. */
    LIVE
}
