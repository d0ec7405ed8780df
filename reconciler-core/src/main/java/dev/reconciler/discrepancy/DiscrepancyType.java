package dev.reconciler.discrepancy;

/** The type of a difference. Names are stable: API, metrics and alert rules use them. */
public enum DiscrepancyType {
    MISSING_IN_TARGET(Subject.ROW),
    EXTRA_IN_TARGET(Subject.ROW),
    FIELD_MISMATCH(Subject.ROW),
    REFERENTIAL_VIOLATION(Subject.OTHER),
    TEMPORAL_INCONSISTENCY(Subject.KEY),
    SCHEMA_DRIFT(Subject.OTHER),
    COUNT_MISMATCH(Subject.OTHER),
    RULE_VIOLATION(Subject.OTHER),
    TENANT_CONFLICT(Subject.ROW),
    APPLY_FAILURE(Subject.ROW),
    /** One side holds two or more rows under one key: its unique index does not hold. */
    DUPLICATE_KEY(Subject.KEY),
    /**
     * The source holds two keys that the target's collation takes for one: the target holds the row of one, and can't hold
     * both.
     */
    KEY_COLLISION(Subject.KEY),
    /** More rows of a table differ than a run records one by one. */
    MASS_DRIFT(Subject.OTHER);

    private enum Subject {
        /** One row, which a correction can write. */
        ROW,
        /** A key, but no single row that a correction could write. */
        KEY,
        /** A table, a group of a rule or a definition. */
        OTHER
    }

    private final Subject subject;

    DiscrepancyType(Subject subject) {
        this.subject = subject;
    }

    /** Returns whether the subject is an encoded key. The only definition: pages, API, command line and jobs use it. */
    public boolean hasKey() {
        return subject != Subject.OTHER;
    }

    /** Returns whether a person may have one row written for it. */
    public boolean isCorrectable() {
        return subject == Subject.ROW;
    }

    /** Returns whether a comparison of the rows found by the key settles it. A damaged index does not find every duplicate. */
    public boolean isSettledByKey() {
        return hasKey() && this != DUPLICATE_KEY;
    }
}
