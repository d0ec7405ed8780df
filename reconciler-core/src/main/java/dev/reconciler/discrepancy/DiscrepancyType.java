package dev.reconciler.discrepancy;

/** What is wrong. Names are a contract: API, metrics and alert rules use them. */
public enum DiscrepancyType {
    MISSING_IN_TARGET,
    EXTRA_IN_TARGET,
    FIELD_MISMATCH,
    REFERENTIAL_VIOLATION,
    TEMPORAL_INCONSISTENCY,
    SCHEMA_DRIFT,
    COUNT_MISMATCH,
    RULE_VIOLATION,
    TENANT_CONFLICT,
    APPLY_FAILURE
}
