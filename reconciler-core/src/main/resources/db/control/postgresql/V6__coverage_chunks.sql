-- A table's chunks are disjoint and together hold all its keys; a null bound is none. Never verified: verified_sequence is null.
CREATE TABLE reconciler.coverage_chunk (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline          text   NOT NULL,
    table_id          text   NOT NULL,
    -- What the verdict is about: key, columns and tenants of the mapping. Chunks of another basis say nothing any more.
    basis             text   NOT NULL,
    range_from        text,
    range_to          text,
    rows              bigint NOT NULL,
    -- Differences by tenant when it was verified.
    findings          jsonb  NOT NULL,
    verified_sequence bigint,
    verified_position text,
    verified_at       timestamptz,
    verified_job      text,
    dirty_sequence    bigint NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX ON reconciler.coverage_chunk (pipeline, table_id);
