-- A key may be longer than an index entry (2,704 bytes), its digest never is: uniqueness is that of the digest, and a key is found by its
-- hash. The server's encoding is always UTF-8 here, so the function is immutable.
CREATE OR REPLACE FUNCTION reconciler.key_digest(key text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT pg_catalog.sha256(pg_catalog.convert_to(key, 'UTF8')) $$;

ALTER TABLE dirty_key DROP CONSTRAINT dirty_key_pkey;
CREATE UNIQUE INDEX dirty_key_one ON dirty_key (pipeline, table_id, reconciler.key_digest(key));
CREATE INDEX dirty_key_by_key ON dirty_key USING hash (key);

DROP INDEX journal_key;
CREATE INDEX journal_by_key ON journal USING hash (key);

ALTER TABLE target_change DROP CONSTRAINT target_change_pkey;
CREATE UNIQUE INDEX target_change_one ON target_change (pipeline, table_id, reconciler.key_digest(key), position);
CREATE INDEX target_change_by_key ON target_change USING hash (key);
