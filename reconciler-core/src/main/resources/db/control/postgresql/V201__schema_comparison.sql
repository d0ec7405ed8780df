-- The last comparison of the schemas of source and target, one per pipeline.
CREATE TABLE reconciler.schema_comparison (
    pipeline    text        NOT NULL PRIMARY KEY,
    compared_at timestamptz NOT NULL,
    reason      text        NOT NULL,
    differences jsonb       NOT NULL
);
