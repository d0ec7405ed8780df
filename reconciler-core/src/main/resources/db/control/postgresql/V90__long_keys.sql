-- A subject holds a key, which may be longer than an index entry (2,704 bytes): uniqueness is that of its digest, and the order is that of
-- its beginning first.
CREATE OR REPLACE FUNCTION reconciler.key_digest(key text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT pg_catalog.sha256(pg_catalog.convert_to(key, 'UTF8')) $$;

ALTER TABLE reconciler.candidate DROP CONSTRAINT candidate_pkey;
CREATE UNIQUE INDEX candidate_one ON reconciler.candidate (pipeline, table_id, reconciler.key_digest(subject));
CREATE INDEX candidate_by_subject ON reconciler.candidate USING hash (subject);
DROP INDEX reconciler.candidate_waiting;
CREATE INDEX candidate_waiting ON reconciler.candidate (pipeline, table_id, "left"(subject, 300)) WHERE of_row AND NOT confirmed;
