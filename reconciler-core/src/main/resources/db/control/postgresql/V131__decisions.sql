-- What a person decided, while it holds: null while the discrepancy is open, and where no person decided.
ALTER TABLE reconciler.discrepancy ADD COLUMN decision text;

-- Decisions of earlier versions, as far as they can be told: a custom fix stands for a target row other than the one found.
UPDATE reconciler.discrepancy SET decision = 'ACCEPT' WHERE state = 'ACCEPTED';
UPDATE reconciler.discrepancy SET decision = CASE
        WHEN settled_source IS NOT DISTINCT FROM source_image AND settled_target IS NOT DISTINCT FROM target_image
        THEN 'KEEP_TARGET' ELSE 'CUSTOM_FIX' END
    WHERE state = 'RESOLVED' AND settled;

CREATE INDEX ON reconciler.discrepancy (pipeline, table_id) WHERE decision IN ('KEEP_TARGET', 'CUSTOM_FIX', 'ACCEPT');
