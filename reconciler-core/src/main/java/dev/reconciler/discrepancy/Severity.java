package dev.reconciler.discrepancy;

public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
