-- The id is a hash of pipeline, table, tenant, subject and type, so there is one row for each of these, open or not.
CREATE TABLE IF NOT EXISTS reconciler.discrepancy (
    id             VARCHAR(64)  NOT NULL PRIMARY KEY,
    pipeline       VARCHAR(64)  NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    tenant         LONGTEXT     NOT NULL,
    subject        LONGTEXT     NOT NULL,
    type           VARCHAR(64)  NOT NULL,
    cause          VARCHAR(64)  NOT NULL,
    -- What the cause rests on; of an unknown one, what was looked at.
    cause_evidence LONGTEXT     NOT NULL,
    severity       VARCHAR(64)  NOT NULL,
    state          VARCHAR(64)  NOT NULL,
    state_since    DATETIME(6)  NOT NULL,
    source_image   JSON,
    target_image   JSON,
    columns        JSON         NOT NULL,
    detail         LONGTEXT     NOT NULL,
    run            VARCHAR(128) NOT NULL,
    job            VARCHAR(64)  NOT NULL,
    source_content LONGTEXT     NOT NULL,
    fence_sequence BIGINT       NOT NULL,
    fence_position LONGTEXT     NOT NULL,
    seen           BIGINT       NOT NULL,
    first_seen     DATETIME(6)  NOT NULL,
    last_seen      DATETIME(6)  NOT NULL,
    version        INT          NOT NULL,
    accepted_until DATETIME(6),
    correction     VARCHAR(128),
    -- A person's decision on exactly these images: while they stay as they are, the matter is settled.
    settled        BOOLEAN      NOT NULL DEFAULT false,
    settled_source JSON,
    settled_target JSON,
    -- What a person decided, while it holds: null while the discrepancy is open, and where no person decided.
    decision       VARCHAR(64),
    -- Open discrepancies of a table are read in pages by id, without sorting all of them for each page.
    KEY discrepancy_by_id (pipeline, table_id, id),
    KEY discrepancy_by_state (pipeline, state, state_since),
    KEY discrepancy_by_type (pipeline, state, type),
    KEY discrepancy_by_decision (pipeline, decision, table_id),
    KEY discrepancy_by_age (pipeline, first_seen, id),
    KEY discrepancy_last_seen (pipeline, last_seen)
) CHARACTER SET utf8mb4 COLLATE ${collation};
