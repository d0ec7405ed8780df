-- Mode observe with target.stream: what a second stream, from the target itself, tells of who wrote there.

-- The first columns tell how its slot came to be. Of all that was committed after known_from and up to position, every changed key is
-- in target_change.
CREATE TABLE target_stream (
    pipeline          text PRIMARY KEY,
    system_identifier text NOT NULL,
    timeline          int NOT NULL,
    start             text NOT NULL,
    first_transaction bigint NOT NULL,
    known_from        pg_lsn NOT NULL,
    position          pg_lsn NOT NULL
) WITH (fillfactor = 50);

-- One row per key and transaction of the target. position is the end of its commit, xid has 64 bits. image is what it left there, as hashes
-- of the canonical encoding, and null if it left no row.
CREATE TABLE target_change (
    pipeline     text NOT NULL,
    table_id     text NOT NULL,
    key          text NOT NULL,
    position     pg_lsn NOT NULL,
    xid          bigint NOT NULL,
    committed_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    image        text,
    judged       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (pipeline, table_id, key, position)
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000
);
CREATE INDEX target_change_age ON target_change (pipeline, recorded_at);
CREATE INDEX target_change_unjudged ON target_change (pipeline, recorded_at) WHERE NOT judged;

-- At which position of the target's log the ledger was known to have reached which sequence: by both, a write to the target and a source
-- change are put in order without comparing two clocks.
CREATE TABLE target_mark (
    pipeline text NOT NULL,
    position pg_lsn NOT NULL,
    sequence bigint NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (pipeline, position)
);
