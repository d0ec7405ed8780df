package dev.reconciler.app.config;

/** What follows a confirmed discrepancy. */
public enum PolicyAction {
    AUTO,
    REVIEW,
    REPORT
}
