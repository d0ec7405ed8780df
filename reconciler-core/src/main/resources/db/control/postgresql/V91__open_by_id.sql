-- Open discrepancies of a table are read in pages by id: a table may have a million of them.
CREATE INDEX discrepancy_open ON reconciler.discrepancy (pipeline, table_id, id) WHERE state IN ('OPEN', 'IN_REVIEW');
