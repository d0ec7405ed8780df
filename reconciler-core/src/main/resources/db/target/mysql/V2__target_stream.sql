-- The stream from the target itself, in mode observe. The pipeline's stream: where it began, from where its record is complete, and up
-- to where. place is the coordinate in the server's log as a text that sorts like the log. The positions are texts with GTIDs.
CREATE TABLE IF NOT EXISTS reconciler.target_stream (
    pipeline          VARCHAR(64)  NOT NULL PRIMARY KEY,
    system_identifier VARCHAR(128) NOT NULL,
    timeline          INT          NOT NULL,
    start             LONGTEXT     NOT NULL,
    first_transaction BIGINT       NOT NULL,
    known_from        LONGTEXT     NOT NULL,
    known_place       VARCHAR(40)  NOT NULL,
    position          LONGTEXT     NOT NULL,
    place             VARCHAR(40)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- One row per key and transaction of the target. coordinate is the end of its commit in the log. image is what it left there, as hashes
-- of the canonical encoding, and null if it left no row. own: the transaction changed this pipeline's checkpoint or journal, too.
CREATE TABLE IF NOT EXISTS reconciler.target_change (
    id             BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline       VARCHAR(64)  NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    key_digest     CHAR(64)     NOT NULL,
    `key`          LONGTEXT     NOT NULL,
    place          VARCHAR(40)  NOT NULL,
    coordinate     LONGTEXT     NOT NULL,
    transaction_id LONGTEXT     NOT NULL,
    committed_at   DATETIME(6)  NOT NULL,
    recorded_at    DATETIME(6)  NOT NULL,
    image          LONGTEXT,
    own            BOOLEAN      NOT NULL,
    judged         BOOLEAN      NOT NULL DEFAULT 0,
    UNIQUE KEY target_change_one (pipeline, table_id, key_digest, place),
    KEY target_change_age (pipeline, judged, recorded_at)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- At which place of the target's log the ledger was known to have reached which sequence: by both, a write to the target and a source
-- change are put in order without comparing two clocks.
CREATE TABLE IF NOT EXISTS reconciler.target_mark (
    pipeline   VARCHAR(64) NOT NULL,
    place      VARCHAR(40) NOT NULL,
    coordinate LONGTEXT    NOT NULL,
    sequence   BIGINT      NOT NULL,
    at         DATETIME(6) NOT NULL,
    PRIMARY KEY (pipeline, place)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Changed to write into the target's log: the stream that delivers the change has delivered everything before it.
CREATE TABLE IF NOT EXISTS reconciler.target_emission (
    pipeline VARCHAR(64) NOT NULL PRIMARY KEY,
    number   BIGINT      NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};
