-- The estimates of sample runs, one for each table and for each of its tenants.
CREATE TABLE reconciler.run_sample (
    run            text             NOT NULL REFERENCES reconciler.run ON DELETE CASCADE,
    table_id       text             NOT NULL,
    -- TABLE for the whole table; then tenant is empty. TENANT for one tenant's rows.
    part           text             NOT NULL,
    tenant         text             NOT NULL,
    population     bigint           NOT NULL,
    drawn          bigint           NOT NULL,
    differing      bigint           NOT NULL,
    -- Shares of differing rows, from 0 to 1.
    rate           double precision NOT NULL,
    rate_least     double precision NOT NULL,
    rate_most      double precision NOT NULL,
    -- Numbers of differing rows.
    errors         bigint           NOT NULL,
    errors_least   bigint           NOT NULL,
    errors_most    bigint           NOT NULL,
    recommendation text             NOT NULL,
    larger_sample  bigint           NOT NULL,
    confidence     double precision NOT NULL,
    -- One of both: the goal of the sample.
    margin         double precision,
    fewer_than     bigint,
    seed           bigint           NOT NULL,
    CHECK ((margin IS NULL) <> (fewer_than IS NULL))
);
CREATE UNIQUE INDEX run_sample_one ON reconciler.run_sample (run, table_id, part, reconciler.key_digest(tenant));
