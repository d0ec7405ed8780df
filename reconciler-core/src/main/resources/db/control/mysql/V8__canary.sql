-- Differences that the canary job makes on purpose: on record before they are made, and a while longer than they last.
CREATE TABLE IF NOT EXISTS reconciler.canary_plant (
    id       VARCHAR(128) NOT NULL PRIMARY KEY,
    pipeline VARCHAR(64)  NOT NULL,
    run      VARCHAR(128) NOT NULL,
    table_id VARCHAR(300) NOT NULL,
    tenant   LONGTEXT     NOT NULL,
    "key"    LONGTEXT     NOT NULL,
    "before" JSON,
    after    JSON,
    fence    BIGINT       NOT NULL,
    planned  DATETIME(6)  NOT NULL,
    gone     BIGINT,
    KEY canary_plant_pipeline (pipeline, planned),
    CONSTRAINT canary_plant_image CHECK ("before" IS NOT NULL OR after IS NOT NULL)
) CHARACTER SET utf8mb4 COLLATE ${collation};
