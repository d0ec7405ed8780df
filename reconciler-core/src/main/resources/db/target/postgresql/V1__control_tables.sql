-- What the target keeps about itself. Every table is keyed by pipeline: several may share one target database.

-- One row per pipeline. Its lock orders batches and corrections; its epoch fences deposed writers.
CREATE TABLE checkpoint (
    pipeline          text PRIMARY KEY,
    epoch             bigint NOT NULL,
    sequence          bigint NOT NULL,
    position          text NOT NULL,
    lease_owner       text,
    lease_until       timestamptz
) WITH (fillfactor = 50);

-- Rows are inserted once, in sequence order, and deleted in the same order: vacuum early and never compress hashes.
CREATE TABLE ledger (
    pipeline       text NOT NULL,
    last_sequence  bigint NOT NULL,
    piece          int NOT NULL,
    first_sequence bigint NOT NULL,
    transactions   text[] NOT NULL,
    payload        bytea NOT NULL,
    PRIMARY KEY (pipeline, last_sequence, piece)
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 10000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000
);
ALTER TABLE ledger ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Everything up to the floor may have been pruned. Pins are taken, and the floor raised, under this row's lock.
CREATE TABLE ledger_floor (
    pipeline text PRIMARY KEY,
    floor    bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE ledger_pin (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline   text NOT NULL,
    floor      bigint NOT NULL,
    owner      text NOT NULL,
    renewed_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX ledger_pin_pipeline ON ledger_pin (pipeline);

-- up_to_key is how far the table is filled; null if nothing is, or if all of it is.
CREATE TABLE table_state (
    pipeline  text NOT NULL,
    table_id  text NOT NULL,
    state     text NOT NULL CHECK (state IN ('PENDING', 'FILLING', 'LIVE', 'PAUSED')),
    up_to_key text,
    reason    text,
    PRIMARY KEY (pipeline, table_id),
    CHECK (state <> 'FILLING' OR up_to_key IS NOT NULL)
);

-- noted_by lets the transaction that notes a key give it the sequence that it reaches.
CREATE TABLE dirty_key (
    pipeline text NOT NULL,
    table_id text NOT NULL,
    key      text NOT NULL,
    reason   text NOT NULL,
    sequence bigint NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    noted_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (pipeline, table_id, key)
);

-- key is null for an event of a whole table.
CREATE TABLE parked_event (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline  text NOT NULL,
    table_id  text NOT NULL,
    key       text,
    sequence  bigint NOT NULL,
    position  text NOT NULL,
    operation text NOT NULL,
    envelope  text NOT NULL,
    error     text NOT NULL,
    attempts  int NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX parked_event_order ON parked_event (pipeline, sequence, id);

-- before and after are arrays of the row's values as text, in mapping order.
CREATE TABLE journal (
    id          text PRIMARY KEY,
    pipeline    text NOT NULL,
    discrepancy text NOT NULL,
    table_id    text NOT NULL,
    key         text NOT NULL,
    tenant      text NOT NULL,
    kind        text NOT NULL,
    before      jsonb,
    after       jsonb,
    fence       bigint NOT NULL,
    actor       text NOT NULL,
    at          timestamptz NOT NULL,
    undone_by   text
);
CREATE INDEX journal_key ON journal (pipeline, table_id, key);

-- How the pipeline's replication slot came to be: what its start checks and its first windows need to know.
CREATE TABLE slot_origin (
    pipeline          text PRIMARY KEY,
    system_identifier text NOT NULL,
    timeline          int NOT NULL,
    start             text NOT NULL,
    first_transaction bigint NOT NULL
);
