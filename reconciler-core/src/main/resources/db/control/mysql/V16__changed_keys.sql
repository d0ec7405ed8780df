-- The keys that the stream changed, for runs over a past span of time. A table's record is complete from complete_since on.
CREATE TABLE IF NOT EXISTS reconciler.change_record (
    pipeline       VARCHAR(64)  NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    -- What the keys are about, as of coverage_chunk.
    basis          LONGTEXT     NOT NULL,
    complete_since DATETIME(6)  NOT NULL,
    PRIMARY KEY (pipeline, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Keys of a table that were changed by transactions of the source committed in [from_at, until_at), whole minutes.
CREATE TABLE IF NOT EXISTS reconciler.change_part (
    id       BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline VARCHAR(64)  NOT NULL,
    table_id VARCHAR(300) NOT NULL,
    -- The parts that one recorder wrote for one span; its last one replaces them.
    batch    VARCHAR(64)  NOT NULL,
    from_at  DATETIME(6)  NOT NULL,
    until_at DATETIME(6)  NOT NULL,
    -- Keys and ranges of keys in the content, which is compressed.
    entries  BIGINT       NOT NULL,
    content  LONGBLOB     NOT NULL,
    KEY change_part_time (pipeline, table_id, until_at),
    KEY change_part_age (pipeline, until_at)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- The span of time whose changed rows the run verifies; null for all rows. MySQL has no ADD COLUMN IF NOT EXISTS.
SET @changed_keys = IF(
    EXISTS (SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'reconciler' AND table_name = 'run' AND column_name = 'changed_until'),
    'DO 0', 'ALTER TABLE reconciler.run ADD COLUMN changed_since DATETIME(6), ADD COLUMN changed_until DATETIME(6)');
PREPARE changed_keys FROM @changed_keys;
EXECUTE changed_keys;
DEALLOCATE PREPARE changed_keys;
