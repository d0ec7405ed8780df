-- Rows to lock, one per name: who holds one is alone until its transaction ends.
CREATE TABLE reconciler.named_lock (
    pipeline text NOT NULL,
    name     text NOT NULL,
    PRIMARY KEY (pipeline, name)
);
