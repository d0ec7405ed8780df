package dev.reconciler.endpoint.postgres.read;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.contract.QueryReaderContract;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresQueryReaderTest extends QueryReaderContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private HikariDataSource pool;
    private MappedTable paid;

    @BeforeAll
    void open() {
        String database = cluster.createDatabase("queries");
        cluster.execute(
                database,
                "CREATE TABLE paid (id int PRIMARY KEY, tenant text, note text)",
                "INSERT INTO paid VALUES (1, 'acme', 'one'), (2, 'acme', NULL), (3, 'globex', 'three')",
                "CREATE TABLE stray (id int)");
        pool = Tables.pool(cluster, database);
        paid = new Tables(pool, pool).sameName("paid", "tenant");
    }

    @AfterAll
    void close() {
        pool.close();
    }

    @Override
    protected OpenSnapshot snapshot() {
        PostgresSnapshot snapshot = PostgresSnapshot.open(Side.TARGET, pool, SnapshotLimits.DEFAULT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    @Override
    protected MappedTable paid() {
        return paid;
    }

    @Override
    protected String unmapped() {
        return "public.stray";
    }
}
