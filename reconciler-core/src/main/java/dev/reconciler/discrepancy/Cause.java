package dev.reconciler.discrepancy;

/** Why it is wrong, as far as the evidence tells. Names are a contract. */
public enum Cause {
    MISSED_EVENT,
    ROGUE_WRITE,
    APPLY_FAILURE,
    SCHEMA_CHANGE,
    NORMALISATION,
    CANARY,
    UNKNOWN
}
