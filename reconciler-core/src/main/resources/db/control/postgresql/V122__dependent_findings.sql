-- Open findings that follow from rows are few, and are looked for every few seconds.
CREATE INDEX discrepancy_dependent ON reconciler.discrepancy (pipeline, table_id, tenant)
    WHERE state IN ('OPEN', 'IN_REVIEW') AND type IN ('COUNT_MISMATCH', 'RULE_VIOLATION', 'REFERENTIAL_VIOLATION');
