-- The last known identity of each mapped table on either side, and changes of it that no event told. Both are written in one transaction.
CREATE TABLE relation_fact (
    pipeline    text NOT NULL,
    side        text NOT NULL,
    table_id    text NOT NULL,
    carrier     text NOT NULL,
    relations   text[] NOT NULL,
    definitions text[] NOT NULL,
    noted_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pipeline, side, table_id)
);
CREATE TABLE relation_change (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline   text NOT NULL,
    side       text NOT NULL,
    table_id   text NOT NULL,
    kind       text NOT NULL,
    what       text NOT NULL,
    position   text NOT NULL,
    noted_at   timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz
);
CREATE INDEX relation_change_unsettled ON relation_change (pipeline, table_id) WHERE settled_at IS NULL;
