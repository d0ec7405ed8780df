-- A tenant may be longer than an index entry; its digest is not. The trigger fills it in, as MariaDB has no generated columns in primary keys.
CREATE TABLE IF NOT EXISTS reconciler.coverage (
    pipeline            VARCHAR(64)  NOT NULL,
    table_id            VARCHAR(300) NOT NULL,
    tenant              LONGTEXT     NOT NULL,
    tenant_digest       BINARY(32)   NOT NULL DEFAULT '',
    verdict             VARCHAR(64)  NOT NULL,
    verdict_job         VARCHAR(64)  NOT NULL,
    verdict_at          DATETIME(6)  NOT NULL,
    verified_sequence   BIGINT,
    verified_position   LONGTEXT,
    verified_at         DATETIME(6),
    verified_job        VARCHAR(64),
    unverifiable_reason LONGTEXT     NOT NULL,
    unverifiable_count  BIGINT       NOT NULL DEFAULT 0,
    PRIMARY KEY (pipeline, table_id, tenant_digest)
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TRIGGER IF NOT EXISTS reconciler.coverage_digest BEFORE INSERT ON reconciler.coverage
    FOR EACH ROW SET NEW.tenant_digest = unhex(sha2(NEW.tenant, 256));

-- A table's chunks are disjoint and together hold all its keys; a null bound is none. Never verified: verified_sequence is null.
CREATE TABLE IF NOT EXISTS reconciler.coverage_chunk (
    id                BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline          VARCHAR(64)  NOT NULL,
    table_id          VARCHAR(300) NOT NULL,
    -- What the verdict is about: key, columns and tenants of the mapping. Chunks of another basis say nothing any more.
    basis             LONGTEXT     NOT NULL,
    range_from        LONGTEXT,
    range_to          LONGTEXT,
    "rows"            BIGINT       NOT NULL,
    -- Differences by tenant when it was verified.
    findings          JSON         NOT NULL,
    verified_sequence BIGINT,
    verified_position LONGTEXT,
    verified_at       DATETIME(6),
    verified_job      VARCHAR(64),
    dirty_sequence    BIGINT       NOT NULL,
    KEY coverage_chunk_table (pipeline, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};
