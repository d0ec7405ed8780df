package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.schema.Side;
import java.time.Duration;
import javax.sql.DataSource;

/** Readers of MySQL and MariaDB for tests of pairs of engines. */
public final class MySqlReaders {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private MySqlReaders() {}

    public static OpenSnapshot open(Side side, DataSource pool) {
        MySqlSnapshot snapshot = MySqlSnapshot.open(side, pool, LIMIT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }
}
