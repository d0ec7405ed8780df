package dev.reconciler.app.config;

/** The action that follows a confirmed discrepancy. */
public enum PolicyAction {
    AUTO,
    REVIEW,
    REPORT
}
