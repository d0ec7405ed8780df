-- What the target keeps about itself. Every table is keyed by pipeline: several may share one server.

-- One row per pipeline. Its lock orders batches and corrections; its epoch fences deposed writers.
CREATE TABLE IF NOT EXISTS reconciler.checkpoint (
    pipeline VARCHAR(64) NOT NULL PRIMARY KEY,
    epoch    BIGINT      NOT NULL,
    sequence BIGINT      NOT NULL,
    position LONGTEXT    NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- A row of its own: a transaction that applies data locks the checkpoint's row until it commits, and must not delay a renewal.
-- epoch is that of the last writer. previous_owner and previous_until tell a deposed writer why its lease could be taken.
CREATE TABLE IF NOT EXISTS reconciler.lease (
    pipeline       VARCHAR(64) NOT NULL PRIMARY KEY,
    epoch          BIGINT      NOT NULL,
    owner          LONGTEXT,
    until          DATETIME(6),
    taken_at       DATETIME(6) NOT NULL,
    previous_owner LONGTEXT,
    previous_until DATETIME(6)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Rows are inserted once, in sequence order, and deleted in the same order. transactions is a JSON array of ids.
CREATE TABLE IF NOT EXISTS reconciler.ledger (
    pipeline       VARCHAR(64) NOT NULL,
    last_sequence  BIGINT      NOT NULL,
    piece          INT         NOT NULL,
    first_sequence BIGINT      NOT NULL,
    transactions   LONGTEXT    NOT NULL,
    payload        LONGBLOB    NOT NULL,
    PRIMARY KEY (pipeline, last_sequence, piece)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Everything up to the floor may have been pruned. Pins are taken, and the floor raised, under this row's lock.
CREATE TABLE IF NOT EXISTS reconciler.ledger_floor (
    pipeline VARCHAR(64) NOT NULL PRIMARY KEY,
    floor    BIGINT      NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.ledger_pin (
    id         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline   VARCHAR(64) NOT NULL,
    floor      BIGINT      NOT NULL,
    owner      LONGTEXT    NOT NULL,
    renewed_at DATETIME(6) NOT NULL,
    KEY ledger_pin_pipeline (pipeline)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Readers that work the ledger off, each to its own sequence: entries after the least of them are kept, however long that takes.
CREATE TABLE IF NOT EXISTS reconciler.ledger_reader (
    pipeline VARCHAR(64)  NOT NULL,
    name     VARCHAR(128) NOT NULL,
    sequence BIGINT       NOT NULL,
    PRIMARY KEY (pipeline, name)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- up_to_key is how far the table is filled; null if nothing is, or if all of it is.
CREATE TABLE IF NOT EXISTS reconciler.table_state (
    pipeline  VARCHAR(64)  NOT NULL,
    table_id  VARCHAR(300) NOT NULL,
    state     VARCHAR(16)  NOT NULL,
    up_to_key LONGTEXT,
    reason    LONGTEXT,
    PRIMARY KEY (pipeline, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Keys may be longer than an index entry; their digests (SHA-256, in hex digits) are not. id is the place in the queue. noted_by is a
-- number of the transaction that made the note, so that it gives its notes the sequence that it reaches.
CREATE TABLE IF NOT EXISTS reconciler.dirty_key (
    id         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline   VARCHAR(64)  NOT NULL,
    table_id   VARCHAR(300) NOT NULL,
    key_digest CHAR(64)     NOT NULL,
    `key`      LONGTEXT     NOT NULL,
    reason     LONGTEXT     NOT NULL,
    sequence   BIGINT       NOT NULL,
    noted_by   VARCHAR(36)  NOT NULL,
    UNIQUE KEY dirty_key_one (pipeline, table_id, key_digest),
    KEY dirty_key_noted_by (pipeline, noted_by),
    KEY dirty_key_reason (pipeline, table_id, reason(64))
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- key is null for an event of a whole table.
CREATE TABLE IF NOT EXISTS reconciler.parked_event (
    id        BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline  VARCHAR(64)  NOT NULL,
    table_id  VARCHAR(300) NOT NULL,
    `key`     LONGTEXT,
    sequence  BIGINT       NOT NULL,
    position  LONGTEXT     NOT NULL,
    operation VARCHAR(64)  NOT NULL,
    envelope  LONGTEXT     NOT NULL,
    error     LONGTEXT     NOT NULL,
    attempts  INT          NOT NULL,
    at        DATETIME(6)  NOT NULL,
    KEY parked_event_order (pipeline, sequence, id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- before and after are JSON arrays of the row's values as text, in mapping order.
CREATE TABLE IF NOT EXISTS reconciler.journal (
    id          VARCHAR(128) NOT NULL PRIMARY KEY,
    pipeline    VARCHAR(64)  NOT NULL,
    discrepancy VARCHAR(128) NOT NULL,
    table_id    VARCHAR(300) NOT NULL,
    key_digest  CHAR(64)     NOT NULL,
    `key`       LONGTEXT     NOT NULL,
    tenant      LONGTEXT     NOT NULL,
    kind        VARCHAR(64)  NOT NULL,
    `before`    LONGTEXT,
    `after`     LONGTEXT,
    fence       BIGINT       NOT NULL,
    actor       LONGTEXT     NOT NULL,
    at          DATETIME(6)  NOT NULL,
    undone_by   VARCHAR(128),
    KEY journal_by_key (pipeline, table_id, key_digest),
    KEY journal_by_age (pipeline, at, id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- How the pipeline's stream came to be: what its start checks and its first windows need to know.
CREATE TABLE IF NOT EXISTS reconciler.stream_origin (
    pipeline          VARCHAR(64)  NOT NULL PRIMARY KEY,
    system_identifier VARCHAR(128) NOT NULL,
    timeline          INT          NOT NULL,
    start             LONGTEXT     NOT NULL,
    first_transaction BIGINT       NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- The objects that a start is about to create on the source. They distinguish what a killed start left from what belongs to others.
CREATE TABLE IF NOT EXISTS reconciler.stream_intent (
    pipeline          VARCHAR(64)  NOT NULL,
    name              VARCHAR(128) NOT NULL,
    system_identifier VARCHAR(128) NOT NULL,
    PRIMARY KEY (pipeline, name)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- The last known identity of each mapped table on either side, and changes of it that no event told. Both are written in one
-- transaction. relations and definitions are JSON in one form: equal facts are equal texts.
CREATE TABLE IF NOT EXISTS reconciler.relation_fact (
    pipeline    VARCHAR(64)  NOT NULL,
    side        VARCHAR(16)  NOT NULL,
    table_id    VARCHAR(300) NOT NULL,
    carrier     LONGTEXT     NOT NULL,
    relations   LONGTEXT     NOT NULL,
    definitions LONGTEXT     NOT NULL,
    noted_at    DATETIME(6)  NOT NULL,
    PRIMARY KEY (pipeline, side, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.relation_change (
    id         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline   VARCHAR(64)  NOT NULL,
    side       VARCHAR(16)  NOT NULL,
    table_id   VARCHAR(300) NOT NULL,
    kind       VARCHAR(16)  NOT NULL,
    what       LONGTEXT     NOT NULL,
    position   LONGTEXT     NOT NULL,
    noted_at   DATETIME(6)  NOT NULL,
    settled_at DATETIME(6),
    KEY relation_change_unsettled (pipeline, settled_at, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- Each mapped source table's columns as they were last seen: JSON arrays of names and of types.
CREATE TABLE IF NOT EXISTS reconciler.source_shape (
    pipeline VARCHAR(64)  NOT NULL,
    table_id VARCHAR(300) NOT NULL,
    columns  LONGTEXT     NOT NULL,
    types    LONGTEXT     NOT NULL,
    noted_at DATETIME(6)  NOT NULL,
    PRIMARY KEY (pipeline, table_id)
) CHARACTER SET utf8mb4 COLLATE ${collation};
