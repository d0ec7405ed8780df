package dev.reconciler.endpoint.postgres.read;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.BlockingSnapshotsContract;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("db")
class PostgresBlockingSnapshotsTest extends BlockingSnapshotsContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("blocking");
    private final HikariDataSource pool = Tables.pool(cluster, database);
    private final SourceDatabase source = new PostgresSourceDatabase(pool, SnapshotLimits.DEFAULT);
    private MappedTable table;

    @BeforeEach
    void open() {
        cluster.execute(
                database,
                "CREATE TABLE t (id int PRIMARY KEY, v int)",
                "INSERT INTO t SELECT i, 0 FROM generate_series(1, 1000) AS i");
        table = new Tables(pool, pool).sameName("t", null);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Override
    protected SourceDatabase source() {
        return source;
    }

    @Override
    protected MappedTable table() {
        return table;
    }

    @Override
    protected Connection connect() throws SQLException {
        return cluster.connect(database);
    }
}
