-- Keys may be longer than an index entry; their digests are not.
CREATE TABLE IF NOT EXISTS reconciler.correction_suppression (
    pipeline    VARCHAR(64)  NOT NULL,
    table_id    VARCHAR(300) NOT NULL,
    key_digest  VARCHAR(64)  NOT NULL,
    "key"       LONGTEXT     NOT NULL,
    source_hash VARCHAR(255) NOT NULL,
    correction  VARCHAR(128) NOT NULL,
    actor       LONGTEXT     NOT NULL,
    since       DATETIME(6)  NOT NULL,
    PRIMARY KEY (pipeline, table_id, key_digest)
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.review_claim (
    discrepancy VARCHAR(64) NOT NULL PRIMARY KEY,
    reviewer    LONGTEXT    NOT NULL,
    until       DATETIME(6) NOT NULL,
    CONSTRAINT review_claim_discrepancy FOREIGN KEY (discrepancy) REFERENCES reconciler.discrepancy (id)
        ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};
