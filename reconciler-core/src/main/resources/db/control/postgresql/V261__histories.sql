-- Figures over time that no other table keeps: lag of the pipeline (its table_id is empty) and shares of NULL in columns.
CREATE TABLE reconciler.series_point (
    number      bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline    text             NOT NULL,
    measure     text             NOT NULL,
    table_id    text             NOT NULL,
    column_name text             NOT NULL,
    tenant      text             NOT NULL,
    at          timestamptz      NOT NULL,
    value       double precision NOT NULL,
    -- Rows from which a share was estimated; 0 for another figure.
    sample_rows bigint           NOT NULL
);
CREATE INDEX ON reconciler.series_point (pipeline, table_id, at);

-- The last result of each rule and tenant: it is read without the history, and never pruned with it.
CREATE TABLE reconciler.rule_last (
    pipeline      text   NOT NULL,
    rule          text   NOT NULL,
    tenant_digest text   NOT NULL,
    number        bigint NOT NULL REFERENCES reconciler.rule_result ON DELETE CASCADE,
    PRIMARY KEY (pipeline, rule, tenant_digest)
);
CREATE INDEX ON reconciler.rule_last (number);
CREATE INDEX ON reconciler.rule_result (pipeline, started);
INSERT INTO reconciler.rule_last (pipeline, rule, tenant_digest, number)
SELECT pipeline, rule, tenant_digest, max(number) FROM reconciler.rule_result GROUP BY pipeline, rule, tenant_digest;

-- Scheduled reports by day and receiver: due, and sent unless sent_at is null.
CREATE TABLE reconciler.report_delivery (
    pipeline text NOT NULL,
    receiver text NOT NULL,
    day      date NOT NULL,
    sent_at  timestamptz,
    PRIMARY KEY (pipeline, receiver, day)
);
