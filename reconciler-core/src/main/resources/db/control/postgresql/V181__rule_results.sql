-- The result of each rule for each tenant in each run of rules. A result lives as long as its run.
CREATE TABLE reconciler.rule_result (
    number         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run            text        NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    pipeline       text        NOT NULL,
    rule           text        NOT NULL,
    table_id       text        NOT NULL,
    tenant         text        NOT NULL,
    -- A tenant may be longer than an index entry.
    tenant_digest  text        NOT NULL GENERATED ALWAYS AS (md5(tenant)) STORED,
    outcome        text        NOT NULL,
    group_count    bigint      NOT NULL,
    -- All violating groups; kept has the first of them as JSON, with the values on both sides.
    violations     bigint      NOT NULL,
    kept           text        NOT NULL,
    -- The values of a rule with one group.
    source_value   text,
    target_value   text,
    difference     text,
    reason         text        NOT NULL,
    fence_sequence bigint,
    fence_position text,
    started        timestamptz NOT NULL,
    took_micros    bigint      NOT NULL,
    UNIQUE (run, rule, tenant_digest)
);
CREATE INDEX ON reconciler.rule_result (pipeline, rule, tenant_digest, number);
CREATE INDEX ON reconciler.rule_result (pipeline, number);

-- Names of the rules that a run was asked for; empty for those that the job selects itself.
ALTER TABLE reconciler.run ADD COLUMN rules jsonb NOT NULL DEFAULT '[]';
