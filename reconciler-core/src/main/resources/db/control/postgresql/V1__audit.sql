CREATE TABLE reconciler.audit_entry (
    pipeline      text        NOT NULL,
    sequence      bigint      NOT NULL,
    at            timestamptz NOT NULL,
    actor         text        NOT NULL,
    action        text        NOT NULL,
    subject       text        NOT NULL,
    detail        text        NOT NULL,
    previous_hash text        NOT NULL,
    hash          text        NOT NULL,
    PRIMARY KEY (pipeline, sequence)
);
CREATE INDEX ON reconciler.audit_entry (pipeline, subject, sequence);

-- The chain's end: its lock puts appends in one order, and an entry cut off the end is missed here.
CREATE TABLE reconciler.audit_head (
    pipeline text   NOT NULL PRIMARY KEY,
    sequence bigint NOT NULL,
    hash     text   NOT NULL
);

CREATE FUNCTION reconciler.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciler.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION reconciler.audit_is_append_only();
