-- A report reads the entries of a day, which are few of a long chain.
CREATE INDEX ON reconciler.audit_entry (pipeline, at);
