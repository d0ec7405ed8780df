-- The last comparison of the schemas of source and target, one per pipeline.
CREATE TABLE IF NOT EXISTS reconciler.schema_comparison (
    pipeline    VARCHAR(64) NOT NULL PRIMARY KEY,
    compared_at DATETIME(6) NOT NULL,
    reason      LONGTEXT    NOT NULL,
    differences JSON        NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};
