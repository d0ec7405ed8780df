-- Observe mode: differences that wait for a second reading, and those that were proven and stand. A subject holds a key, which may be longer
-- than an index entry: uniqueness is that of its digest, which the trigger fills in, as MariaDB has no generated columns in primary keys.
CREATE TABLE IF NOT EXISTS reconciler.candidate (
    pipeline       VARCHAR(64)  NOT NULL,
    table_id       VARCHAR(300) NOT NULL,
    subject        LONGTEXT     NOT NULL,
    subject_digest BINARY(32)   NOT NULL DEFAULT '',
    of_row         BOOLEAN      NOT NULL,
    tenant         LONGTEXT     NOT NULL,
    type           VARCHAR(64)  NOT NULL,
    first_seen     DATETIME(6)  NOT NULL,
    read_at        DATETIME(6)  NOT NULL,
    fence          BIGINT       NOT NULL,
    images         LONGTEXT     NOT NULL,
    rested         BOOLEAN      NOT NULL,
    readings       BIGINT       NOT NULL,
    changes        BIGINT       NOT NULL,
    confirmed      BOOLEAN      NOT NULL,
    overdue        BOOLEAN      NOT NULL,
    PRIMARY KEY (pipeline, table_id, subject_digest),
    KEY candidate_by_subject (pipeline, table_id, subject(300))
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TRIGGER IF NOT EXISTS reconciler.candidate_digest BEFORE INSERT ON reconciler.candidate
    FOR EACH ROW SET NEW.subject_digest = unhex(sha2(NEW.subject, 256));
