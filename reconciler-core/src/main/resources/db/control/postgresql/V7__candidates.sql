-- Observe mode: differences that wait for a second reading, and those that were proven and stand.
CREATE TABLE reconciler.candidate (
    pipeline   text        NOT NULL,
    table_id   text        NOT NULL,
    subject    text        NOT NULL COLLATE "C",
    of_row     boolean     NOT NULL,
    tenant     text        NOT NULL,
    type       text        NOT NULL,
    first_seen timestamptz NOT NULL,
    read_at    timestamptz NOT NULL,
    fence      bigint      NOT NULL,
    images     text        NOT NULL,
    rested     boolean     NOT NULL,
    readings   bigint      NOT NULL,
    changes    bigint      NOT NULL,
    confirmed  boolean     NOT NULL,
    overdue    boolean     NOT NULL,
    PRIMARY KEY (pipeline, table_id, subject)
);
CREATE INDEX candidate_waiting ON reconciler.candidate (pipeline, table_id, subject) WHERE of_row AND NOT confirmed;
