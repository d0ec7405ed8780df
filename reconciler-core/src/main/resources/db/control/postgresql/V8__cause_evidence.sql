-- What a discrepancy's cause rests on; of an unknown one, what was looked at.
ALTER TABLE reconciler.discrepancy ADD COLUMN cause_evidence text NOT NULL DEFAULT '';
