-- The estimates of sample runs, one for each table and for each of its tenants.
CREATE TABLE IF NOT EXISTS reconciler.run_sample (
    number         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run            VARCHAR(128) NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    -- TABLE for the whole table; then tenant is empty. TENANT for one tenant's rows.
    part           VARCHAR(64)  NOT NULL,
    tenant         LONGTEXT     NOT NULL,
    tenant_digest  BINARY(32) GENERATED ALWAYS AS (unhex(sha2(tenant, 256))) STORED,
    population     BIGINT       NOT NULL,
    drawn          BIGINT       NOT NULL,
    differing      BIGINT       NOT NULL,
    -- Shares of differing rows, from 0 to 1.
    rate           DOUBLE       NOT NULL,
    rate_least     DOUBLE       NOT NULL,
    rate_most      DOUBLE       NOT NULL,
    -- Numbers of differing rows.
    errors         BIGINT       NOT NULL,
    errors_least   BIGINT       NOT NULL,
    errors_most    BIGINT       NOT NULL,
    recommendation VARCHAR(64)  NOT NULL,
    larger_sample  BIGINT       NOT NULL,
    confidence     DOUBLE       NOT NULL,
    -- One of both: the goal of the sample.
    margin         DOUBLE,
    fewer_than     BIGINT,
    seed           BIGINT       NOT NULL,
    UNIQUE KEY run_sample_one (run, table_id, part, tenant_digest),
    CONSTRAINT run_sample_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE,
    CONSTRAINT run_sample_goal CHECK ((margin IS NULL) <> (fewer_than IS NULL))
) CHARACTER SET utf8mb4 COLLATE ${collation};
