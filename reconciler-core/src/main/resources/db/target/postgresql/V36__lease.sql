-- The lease has a row of its own: a transaction that applies data locks the checkpoint's row until it commits, and must not delay a
-- renewal. epoch is the epoch of the last writer; the checkpoint's epoch is raised in the same statement, and that one fences writers.
-- previous_owner and previous_until tell a deposed writer why its lease could be taken.
CREATE TABLE lease (
    pipeline       text PRIMARY KEY,
    epoch          bigint NOT NULL,
    owner          text,
    until          timestamptz,
    taken_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    previous_owner text,
    previous_until timestamptz
) WITH (fillfactor = 50);

INSERT INTO lease (pipeline, epoch, owner, until) SELECT pipeline, epoch, lease_owner, lease_until FROM checkpoint;

-- A writer of an earlier version fails at its next renewal or commit, instead of renewing a lease that nobody reads.
ALTER TABLE checkpoint DROP COLUMN lease_owner, DROP COLUMN lease_until;
