package dev.reconciler.bench;

import dev.reconciler.testing.PostgresCluster;

/** A table of ten mixed columns whose rows depend only on their number, so that two servers create the same rows. */
final class WideTable {
    static final String NAME = "wide";

    static final String DDL = """
            CREATE TABLE wide (
              id bigint PRIMARY KEY,
              ref uuid NOT NULL,
              customer text NOT NULL,
              amount numeric(14,2) NOT NULL,
              placed_at timestamptz NOT NULL,
              details jsonb NOT NULL,
              quantity int NOT NULL,
              active boolean NOT NULL,
              token bytea NOT NULL,
              note text
            )""";

    /** An expression of the number {@code i} for each column of {@link #DDL}. */
    private static final String ROW = """
            i, md5('ref' || i)::uuid, %s, ((i * 7919) %% 10000000)::numeric / 100,
            timestamptz '2024-01-01 00:00:00+00' + i * interval '7.000013 seconds',
            jsonb_build_object('sku', 'P-' || i %% 5000, 'qty', i %% 9, 'gift', i %% 11 = 0, 'tags', jsonb_build_array('a', i %% 3)),
            (i %% 1000)::int, i %% 3 = 0, decode(md5('token' || i), 'hex'),
            CASE WHEN i %% 10 <> 0 THEN 'left at the door, note ' || i END""";

    /** @param tenants number of different names in the customer column, which is the tenant; 0 for a table without tenants */
    private final long tenants;

    WideTable(long tenants) {
        this.tenants = tenants;
    }

    /** The columns' values as expressions of {@code i}. */
    String row() {
        return String.format(
                ROW, tenants == 0 ? "'Customer ' || md5((i % 100000)::text)" : "'tenant-' || i % " + tenants);
    }

    void create(PostgresCluster cluster, String database) {
        cluster.execute(database, DDL);
    }

    /** Fills the table with rows 1 to {@code rows}, then vacuums and analyses it and writes it to disk. */
    void fill(PostgresCluster cluster, String database, long rows) {
        cluster.execute(database, filling(rows));
    }

    /** The statements that do so, each to be executed by itself. */
    String[] filling(long rows) {
        return new String[] {
            "ALTER TABLE wide DROP CONSTRAINT wide_pkey",
            "INSERT INTO wide SELECT " + row() + " FROM generate_series(1::bigint, " + rows + ") AS i",
            "ALTER TABLE wide ADD PRIMARY KEY (id)",
            "VACUUM (ANALYZE, FREEZE) wide",
            "CHECKPOINT"
        };
    }
}
