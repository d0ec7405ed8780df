-- Lists are walked in the order in which their items came to be.
CREATE INDEX ON reconciler.discrepancy (pipeline, first_seen, id);
