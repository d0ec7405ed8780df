-- Numbers of rows are those at the position of the verdict. Before, source_rows was the number in a snapshot older than that position; where
-- both sides agreed, the number at the position was target_rows.
ALTER TABLE reconciler.run_result ADD COLUMN in_doubt bigint NOT NULL DEFAULT 0;
UPDATE reconciler.run_result SET source_rows = target_rows WHERE verdict = 'AGREED' AND source_rows <> target_rows;
ALTER TABLE reconciler.run_result ADD CHECK (verdict <> 'AGREED' OR source_rows = target_rows);
