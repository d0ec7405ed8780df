-- Readers that work the ledger off, each to its own sequence: entries after the least of them are kept, however long that takes.
CREATE TABLE ledger_reader (
    pipeline text NOT NULL,
    name     text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (pipeline, name)
) WITH (fillfactor = 50);
