-- The id is a hash of pipeline, table, tenant, subject and type, so there is one row for each of these, open or not.
CREATE TABLE reconciler.discrepancy (
    id             text        NOT NULL PRIMARY KEY,
    pipeline       text        NOT NULL,
    table_id       text        NOT NULL,
    tenant         text        NOT NULL,
    subject        text        NOT NULL,
    type           text        NOT NULL,
    cause          text        NOT NULL,
    severity       text        NOT NULL,
    state          text        NOT NULL,
    state_since    timestamptz NOT NULL,
    source_image   jsonb,
    target_image   jsonb,
    columns        jsonb       NOT NULL,
    detail         text        NOT NULL,
    run            text        NOT NULL,
    job            text        NOT NULL,
    source_content text        NOT NULL,
    fence_sequence bigint      NOT NULL,
    fence_position text        NOT NULL,
    seen           bigint      NOT NULL,
    first_seen     timestamptz NOT NULL,
    last_seen      timestamptz NOT NULL,
    version        integer     NOT NULL,
    accepted_until timestamptz,
    correction     text,
    -- A person's decision on exactly these images: while they stay as they are, the matter is settled.
    settled        boolean     NOT NULL DEFAULT false,
    settled_source jsonb,
    settled_target jsonb
);
CREATE INDEX ON reconciler.discrepancy (pipeline, table_id) WHERE state IN ('OPEN', 'IN_REVIEW');
CREATE INDEX ON reconciler.discrepancy (pipeline, state, state_since);
CREATE INDEX ON reconciler.discrepancy (pipeline, last_seen);
