-- Figures over time that no other table keeps: lag of the pipeline (its table_id is empty) and shares of NULL in columns.
CREATE TABLE IF NOT EXISTS reconciler.series_point (
    number      BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline    VARCHAR(64)  NOT NULL,
    measure     VARCHAR(64)  NOT NULL,
    table_id    VARCHAR(300) NOT NULL,
    column_name VARCHAR(300) NOT NULL,
    tenant      LONGTEXT     NOT NULL,
    at          DATETIME(6)  NOT NULL,
    value       DOUBLE       NOT NULL,
    -- Rows from which a share was estimated; 0 for another figure.
    sample_rows BIGINT       NOT NULL,
    KEY series_point_at (pipeline, table_id, at)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- The last result of each rule and tenant: it is read without the history, and never pruned with it.
CREATE TABLE IF NOT EXISTS reconciler.rule_last (
    pipeline      VARCHAR(64) NOT NULL,
    rule          VARCHAR(80) NOT NULL,
    tenant_digest BINARY(32)  NOT NULL,
    number        BIGINT      NOT NULL,
    PRIMARY KEY (pipeline, rule, tenant_digest),
    KEY rule_last_number (number),
    CONSTRAINT rule_last_number FOREIGN KEY (number) REFERENCES reconciler.rule_result (number) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};

INSERT IGNORE INTO reconciler.rule_last (pipeline, rule, tenant_digest, number)
SELECT pipeline, rule, tenant_digest, max(number) FROM reconciler.rule_result GROUP BY pipeline, rule, tenant_digest;

-- MySQL has no CREATE INDEX IF NOT EXISTS.
SET @reconciler_add = IF(
    EXISTS (SELECT 1 FROM information_schema.statistics
        WHERE table_schema = 'reconciler' AND table_name = 'rule_result' AND index_name = 'rule_result_by_start'),
    'DO 0',
    'CREATE INDEX rule_result_by_start ON reconciler.rule_result (pipeline, started)');
PREPARE reconciler_add FROM @reconciler_add;
EXECUTE reconciler_add;
DEALLOCATE PREPARE reconciler_add;

-- Scheduled reports by day and receiver: due, and sent unless sent_at is null.
CREATE TABLE IF NOT EXISTS reconciler.report_delivery (
    pipeline VARCHAR(64) NOT NULL,
    receiver VARCHAR(64) NOT NULL,
    day      DATE        NOT NULL,
    sent_at  DATETIME(6),
    PRIMARY KEY (pipeline, receiver, day)
) CHARACTER SET utf8mb4 COLLATE ${collation};
