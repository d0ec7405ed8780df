CREATE TABLE IF NOT EXISTS reconciler.audit_entry (
    pipeline      VARCHAR(64)  NOT NULL,
    sequence      BIGINT       NOT NULL,
    at            DATETIME(6)  NOT NULL,
    actor         LONGTEXT     NOT NULL,
    action        VARCHAR(255) NOT NULL,
    subject       LONGTEXT     NOT NULL,
    detail        LONGTEXT     NOT NULL,
    previous_hash VARCHAR(64)  NOT NULL,
    hash          VARCHAR(64)  NOT NULL,
    PRIMARY KEY (pipeline, sequence),
    KEY audit_entry_subject (pipeline, subject(128), sequence)
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- The chain's end: its lock puts appends in one order, and an entry cut off the end is missed here.
CREATE TABLE IF NOT EXISTS reconciler.audit_head (
    pipeline VARCHAR(64) NOT NULL PRIMARY KEY,
    sequence BIGINT      NOT NULL,
    hash     VARCHAR(64) NOT NULL
) CHARACTER SET utf8mb4 COLLATE ${collation};

-- No trigger sees TRUNCATE and DROP; the chain's end shows them.
CREATE TRIGGER IF NOT EXISTS reconciler.audit_entry_not_updated BEFORE UPDATE ON reconciler.audit_entry
    FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit log is append-only';

-- The removal of a whole pipeline names it in its session.
CREATE TRIGGER IF NOT EXISTS reconciler.audit_entry_not_deleted BEFORE DELETE ON reconciler.audit_entry
    FOR EACH ROW BEGIN
        IF NOT (@reconciler_removed_pipeline <=> OLD.pipeline) THEN
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit log is append-only';
        END IF;
    END;
