CREATE TABLE reconciler.run (
    id         text        NOT NULL PRIMARY KEY,
    pipeline   text        NOT NULL,
    job        text        NOT NULL,
    trigger    text        NOT NULL,
    tables     jsonb       NOT NULL,
    tenants    jsonb       NOT NULL,
    state      text        NOT NULL,
    started    timestamptz NOT NULL,
    heartbeat  timestamptz NOT NULL,
    finished   timestamptz,
    error      text        NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX run_one_running ON reconciler.run (pipeline, job) WHERE state = 'RUNNING';
CREATE INDEX ON reconciler.run (pipeline, started DESC);
CREATE INDEX ON reconciler.run (pipeline, job, finished DESC) WHERE state = 'SUCCEEDED';

CREATE TABLE reconciler.run_result (
    run           text   NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    table_id      text   NOT NULL,
    tenant        text   NOT NULL,
    verdict       text   NOT NULL,
    source_rows   bigint NOT NULL,
    target_rows   bigint NOT NULL,
    discrepancies bigint NOT NULL,
    note          text   NOT NULL,
    PRIMARY KEY (run, table_id, tenant)
);

CREATE TABLE reconciler.run_chunk (
    run            text        NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    number         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    table_id       text        NOT NULL,
    range_from     text,
    range_to       text,
    verdict        text        NOT NULL,
    fence_sequence bigint      NOT NULL,
    fence_position text        NOT NULL,
    rows           bigint      NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE reconciler.coverage (
    pipeline            text        NOT NULL,
    table_id            text        NOT NULL,
    tenant              text        NOT NULL,
    verdict             text        NOT NULL,
    verdict_job         text        NOT NULL,
    verdict_at          timestamptz NOT NULL,
    verified_sequence   bigint,
    verified_position   text,
    verified_at         timestamptz,
    verified_job        text,
    unverifiable_reason text        NOT NULL DEFAULT '',
    unverifiable_count  bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (pipeline, table_id, tenant)
);
