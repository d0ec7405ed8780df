package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.schema.Side;
import javax.sql.DataSource;

/** Readers of PostgreSQL for tests of pairs of engines. */
public final class PostgresReaders {
    private PostgresReaders() {}

    public static OpenSnapshot open(Side side, DataSource pool) {
        PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }
}
