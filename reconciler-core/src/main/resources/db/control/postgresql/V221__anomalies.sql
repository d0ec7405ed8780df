-- Anomalies: rows and columns that look unusual. They prove nothing. A run keeps some of them, and counts all.
CREATE TABLE reconciler.anomaly_model (
    number      bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline    text             NOT NULL,
    run         text             NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    table_id    text             NOT NULL,
    tenant      text             NOT NULL,
    source_rows bigint           NOT NULL,
    target_rows bigint           NOT NULL,
    threshold   double precision NOT NULL,
    found       bigint           NOT NULL,
    kept        bigint           NOT NULL,
    note        text             NOT NULL,
    at          timestamptz      NOT NULL
);
CREATE INDEX ON reconciler.anomaly_model (run);
CREATE INDEX ON reconciler.anomaly_model (pipeline, at);

CREATE TABLE reconciler.anomaly (
    number     bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline   text             NOT NULL,
    run        text             NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    table_id   text             NOT NULL,
    tenant     text             NOT NULL,
    kind       text             NOT NULL,
    "key"      text,
    score      double precision NOT NULL,
    threshold  double precision NOT NULL,
    deviations jsonb            NOT NULL,
    at         timestamptz      NOT NULL
);
CREATE INDEX ON reconciler.anomaly (run);
CREATE INDEX ON reconciler.anomaly (pipeline, number);
CREATE INDEX ON reconciler.anomaly (pipeline, at);
