-- Ids of the target's transactions that a pipeline's own writers made, savepoints' included: a row's xmin tells who wrote it.
-- 64 bits. Pruned in the order of the ids.
CREATE TABLE applied_transaction (
    pipeline text NOT NULL,
    xid      bigint NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (pipeline, xid)
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 10000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);

-- A row is inserted to learn the inserting savepoint's id, which no function tells; it means nothing afterwards.
CREATE TABLE applied_mark (
    pipeline text NOT NULL
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 10000
);

-- Nothing is known of transactions before the horizon. Ids are those of one server and database, which it names.
CREATE TABLE applied_horizon (
    pipeline text PRIMARY KEY,
    xid      bigint NOT NULL,
    server   text NOT NULL
) WITH (fillfactor = 50);
