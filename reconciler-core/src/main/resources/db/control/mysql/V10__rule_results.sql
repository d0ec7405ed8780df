-- The result of each rule for each tenant in each run of rules. A result lives as long as its run.
CREATE TABLE IF NOT EXISTS reconciler.rule_result (
    number         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run            VARCHAR(128) NOT NULL,
    pipeline       VARCHAR(64)  NOT NULL,
    rule           VARCHAR(80)  NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    tenant         LONGTEXT     NOT NULL,
    tenant_digest  BINARY(32) GENERATED ALWAYS AS (unhex(sha2(tenant, 256))) STORED,
    outcome        VARCHAR(64)  NOT NULL,
    group_count    BIGINT       NOT NULL,
    -- All violating groups; kept has the first of them as JSON, with the values on both sides.
    violations     BIGINT       NOT NULL,
    kept           LONGTEXT     NOT NULL,
    -- The values of a rule with one group.
    source_value   LONGTEXT,
    target_value   LONGTEXT,
    difference     LONGTEXT,
    reason         LONGTEXT     NOT NULL,
    fence_sequence BIGINT,
    fence_position LONGTEXT,
    started        DATETIME(6)  NOT NULL,
    took_micros    BIGINT       NOT NULL,
    UNIQUE KEY rule_result_one (run, rule, tenant_digest),
    KEY rule_result_by_rule (pipeline, rule, tenant_digest, number),
    KEY rule_result_by_number (pipeline, number),
    CONSTRAINT rule_result_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Names of the rules that a run was asked for; empty for those that the job selects itself. MySQL has no ADD COLUMN IF NOT EXISTS.
SET @reconciler_add = IF(
    EXISTS (SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'reconciler' AND table_name = 'run' AND column_name = 'rules'),
    'DO 0',
    'ALTER TABLE reconciler.run ADD COLUMN rules JSON NOT NULL DEFAULT (json_array())');
PREPARE reconciler_add FROM @reconciler_add;
EXECUTE reconciler_add;
DEALLOCATE PREPARE reconciler_add;
