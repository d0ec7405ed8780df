-- Each mapped source table's columns as they were last seen, so that a change made while nobody streamed is noticed.
CREATE TABLE source_shape (
    pipeline text NOT NULL,
    table_id text NOT NULL,
    columns  text[] NOT NULL,
    types    text[] NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pipeline, table_id)
);
