-- Differences that the canary job makes on purpose: on record before they are made, and a while longer than they last.
CREATE TABLE reconciler.canary_plant (
    id       text        NOT NULL PRIMARY KEY,
    pipeline text        NOT NULL,
    run      text        NOT NULL,
    table_id text        NOT NULL,
    tenant   text        NOT NULL,
    key      text        NOT NULL,
    before   jsonb,
    after    jsonb,
    fence    bigint      NOT NULL,
    planned  timestamptz NOT NULL,
    gone     bigint,
    CHECK (before IS NOT NULL OR after IS NOT NULL)
);

CREATE INDEX canary_plant_pipeline ON reconciler.canary_plant (pipeline, planned);
