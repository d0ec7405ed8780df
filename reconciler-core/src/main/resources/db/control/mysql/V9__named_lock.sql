-- Rows to lock, one per name: who holds one is alone until its transaction ends.
CREATE TABLE IF NOT EXISTS reconciler.named_lock (
    pipeline VARCHAR(64)  NOT NULL,
    name     VARCHAR(512) NOT NULL,
    PRIMARY KEY (pipeline, name)
) CHARACTER SET utf8mb4 COLLATE ${collation};
