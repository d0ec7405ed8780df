package dev.reconciler.app.config;

/** What the target's tables hold when the pipeline first starts. */
public enum Initial {
    /** Nothing: they are filled. */
    BACKFILL,
    /** The rows already: they are only kept up. */
    LIVE
}
