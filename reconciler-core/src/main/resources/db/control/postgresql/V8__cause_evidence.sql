-- What a discrepancy's cause rests on; of an unknown one, what was looked at.
ALTER TABLE reconciler.discrepancy ADD COLUMN cause_evidence text NOT NULL DEFAULT '';

-- What the source snapshot of a chunk's verdict contained: a row that has not changed since was in the target then.
ALTER TABLE reconciler.run_chunk ADD COLUMN source_content text NOT NULL DEFAULT '';
CREATE INDEX run_chunk_agreed ON reconciler.run_chunk (table_id, at DESC) WHERE verdict = 'AGREED';
