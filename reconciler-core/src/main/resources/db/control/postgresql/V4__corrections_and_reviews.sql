-- Keys may be longer than an index entry; their digests are not.
CREATE TABLE reconciler.correction_suppression (
    pipeline    text        NOT NULL,
    table_id    text        NOT NULL,
    key_digest  text        NOT NULL,
    key         text        NOT NULL,
    source_hash text        NOT NULL,
    correction  text        NOT NULL,
    actor       text        NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (pipeline, table_id, key_digest)
);

CREATE TABLE reconciler.review_claim (
    discrepancy text        NOT NULL PRIMARY KEY REFERENCES reconciler.discrepancy ON DELETE CASCADE,
    reviewer    text        NOT NULL,
    until       timestamptz NOT NULL
);
