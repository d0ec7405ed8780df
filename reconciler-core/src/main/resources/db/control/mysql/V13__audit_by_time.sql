-- A report reads the entries of a day, which are few of a long chain. MySQL can't create an index unless it exists, in one statement.
SET @audit_by_time = IF(
    EXISTS (SELECT 1 FROM information_schema.statistics
        WHERE table_schema = 'reconciler' AND table_name = 'audit_entry' AND index_name = 'audit_entry_at'),
    'DO 0', 'CREATE INDEX audit_entry_at ON reconciler.audit_entry (pipeline, at)');
PREPARE audit_by_time FROM @audit_by_time;
EXECUTE audit_by_time;
DEALLOCATE PREPARE audit_by_time;
