-- The keys that the stream changed, for runs over a past span of time. A table's record is complete from complete_since on.
CREATE TABLE reconciler.change_record (
    pipeline       text        NOT NULL,
    table_id       text        NOT NULL,
    -- What the keys are about, as of coverage_chunk.
    basis          text        NOT NULL,
    complete_since timestamptz NOT NULL,
    PRIMARY KEY (pipeline, table_id)
);

-- Keys of a table that were changed by transactions of the source committed in [from_at, until_at), whole minutes.
CREATE TABLE reconciler.change_part (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline text        NOT NULL,
    table_id text        NOT NULL,
    -- The parts that one recorder wrote for one span; its last one replaces them.
    batch    text        NOT NULL,
    from_at  timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    -- Keys and ranges of keys in the content, which is compressed.
    entries  bigint      NOT NULL,
    content  bytea       NOT NULL
);
CREATE INDEX ON reconciler.change_part (pipeline, table_id, until_at);
CREATE INDEX ON reconciler.change_part (pipeline, until_at);

-- The span of time whose changed rows the run verifies; null for all rows.
ALTER TABLE reconciler.run ADD changed_since timestamptz, ADD changed_until timestamptz;
