-- Anomalies: rows and columns that look unusual. They prove nothing. A run keeps some of them, and counts all.
CREATE TABLE IF NOT EXISTS reconciler.anomaly_model (
    number      BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline    VARCHAR(64)  NOT NULL,
    run         VARCHAR(128) NOT NULL,
    table_id    VARCHAR(300) NOT NULL,
    tenant      LONGTEXT     NOT NULL,
    source_rows BIGINT       NOT NULL,
    target_rows BIGINT       NOT NULL,
    threshold   DOUBLE       NOT NULL,
    found       BIGINT       NOT NULL,
    kept        BIGINT       NOT NULL,
    note        LONGTEXT     NOT NULL,
    at          DATETIME(6)  NOT NULL,
    KEY anomaly_model_run (run),
    KEY anomaly_model_age (pipeline, at),
    CONSTRAINT anomaly_model_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};

CREATE TABLE IF NOT EXISTS reconciler.anomaly (
    number     BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline   VARCHAR(64)  NOT NULL,
    run        VARCHAR(128) NOT NULL,
    table_id   VARCHAR(300) NOT NULL,
    tenant     LONGTEXT     NOT NULL,
    kind       VARCHAR(64)  NOT NULL,
    "key"      LONGTEXT,
    score      DOUBLE       NOT NULL,
    threshold  DOUBLE       NOT NULL,
    deviations JSON         NOT NULL,
    at         DATETIME(6)  NOT NULL,
    KEY anomaly_run (run),
    KEY anomaly_number (pipeline, number),
    KEY anomaly_age (pipeline, at),
    CONSTRAINT anomaly_run FOREIGN KEY (run) REFERENCES reconciler.run (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4 COLLATE ${collation};
