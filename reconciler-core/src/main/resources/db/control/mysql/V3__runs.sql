CREATE TABLE IF NOT EXISTS reconciler.run (
    id        VARCHAR(128) NOT NULL PRIMARY KEY,
    -- In the order in which runs were recorded: two of them can have one start time, and a clock can go back.
    number    BIGINT       NOT NULL AUTO_INCREMENT,
    pipeline  VARCHAR(64)  NOT NULL,
    job       VARCHAR(64)  NOT NULL,
    "trigger" VARCHAR(255) NOT NULL,
    tables    JSON         NOT NULL,
    tenants   JSON         NOT NULL,
    state     VARCHAR(64)  NOT NULL,
    started   DATETIME(6)  NOT NULL,
    heartbeat DATETIME(6)  NOT NULL,
    finished  DATETIME(6),
    error     LONGTEXT     NOT NULL DEFAULT (''),
    -- The job while the run is running: of each job of a pipeline, one run is.
    running   VARCHAR(64) GENERATED ALWAYS AS (CASE WHEN state = 'RUNNING' THEN job END) STORED,
    UNIQUE KEY run_number (number),
    UNIQUE KEY run_one_running (pipeline, running),
    KEY run_by_start (pipeline, started, id),
    KEY run_by_number (pipeline, job, number),
    KEY run_by_state (pipeline, state, job, finished)
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.run_result (
    number        BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run           VARCHAR(128) NOT NULL,
    table_id      VARCHAR(300) NOT NULL,
    tenant        LONGTEXT     NOT NULL,
    tenant_digest BINARY(32) GENERATED ALWAYS AS (unhex(sha2(tenant, 256))) STORED,
    verdict       VARCHAR(64)  NOT NULL,
    -- Numbers of rows at the position of the verdict.
    source_rows   BIGINT       NOT NULL,
    target_rows   BIGINT       NOT NULL,
    in_doubt      BIGINT       NOT NULL DEFAULT 0,
    discrepancies BIGINT       NOT NULL,
    note          LONGTEXT     NOT NULL,
    UNIQUE KEY run_result_one (run, table_id, tenant_digest),
    CONSTRAINT run_result_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE,
    CONSTRAINT run_result_rows CHECK (verdict <> 'AGREED' OR source_rows = target_rows)
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.run_chunk (
    number         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run            VARCHAR(128) NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    range_from     LONGTEXT,
    range_to       LONGTEXT,
    verdict        VARCHAR(64)  NOT NULL,
    fence_sequence BIGINT       NOT NULL,
    fence_position LONGTEXT     NOT NULL,
    -- What the source snapshot contained: a row that has not changed since was in the target then.
    source_content LONGTEXT     NOT NULL,
    "rows"         BIGINT       NOT NULL,
    at             DATETIME(6)  NOT NULL,
    KEY run_chunk_run (run, number),
    KEY run_chunk_verdict (table_id, verdict, at, number),
    CONSTRAINT run_chunk_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};
