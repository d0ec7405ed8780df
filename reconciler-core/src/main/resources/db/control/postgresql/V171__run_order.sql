-- Runs are numbered in the order in which they were recorded: two of them can have one start time, and a clock can go back.
ALTER TABLE reconciler.run ADD COLUMN number bigint;
UPDATE reconciler.run AS r SET number = o.number
FROM (SELECT id, row_number() OVER (ORDER BY started, id) AS number FROM reconciler.run) AS o WHERE o.id = r.id;
ALTER TABLE reconciler.run ALTER COLUMN number SET NOT NULL;
ALTER TABLE reconciler.run ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('reconciler.run', 'number'), (SELECT coalesce(max(number), 0) + 1 FROM reconciler.run), false);
CREATE INDEX ON reconciler.run (pipeline, job, number DESC);
