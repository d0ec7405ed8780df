package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("db")
class PostgresShapesTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private String database;
    private HikariDataSource pool;

    @BeforeEach
    void open() {
        database = cluster.createDatabase("shapes");
        cluster.execute(
                database,
                "CREATE TABLE plain (id int PRIMARY KEY, v varchar(5), w int)",
                "CREATE TABLE other (id int)",
                "CREATE TABLE parted (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE p1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE p2 PARTITION OF parted FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
                "CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (10) TO (20)",
                "CREATE TABLE p3 (id int NOT NULL, v text)",
                "INSERT INTO plain VALUES (1, 'a', 2)",
                "INSERT INTO parted VALUES (1, 'a'), (11, 'b')");
        pool = Tables.pool(cluster, database);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private String shape() {
        return PostgresShapes.read(
                Side.SOURCE, pool, List.of(new TableRef("public", "plain"), new TableRef("public", "parted")), null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE plain",
                "TRUNCATE parted",
                "TRUNCATE p21",
                "ALTER TABLE plain ADD COLUMN x int",
                "ALTER TABLE plain DROP COLUMN w",
                "ALTER TABLE plain RENAME COLUMN v TO x",
                "ALTER TABLE plain ALTER COLUMN v TYPE varchar(6)",
                "ALTER TABLE plain ALTER COLUMN w TYPE bigint",
                "ALTER TABLE plain RENAME TO gone",
                "ALTER TABLE plain RENAME TO gone; ALTER TABLE other RENAME TO plain",
                "ALTER TABLE p1 RENAME TO p9",
                "DROP TABLE plain",
                "DROP TABLE plain; CREATE TABLE plain (id int PRIMARY KEY, v varchar(5), w int)",
                "ALTER TABLE parted ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30)",
                "ALTER TABLE parted DETACH PARTITION p1",
                "ALTER TABLE p2 DETACH PARTITION p21",
                "DROP TABLE p1",
                "CREATE TABLE p4 PARTITION OF parted DEFAULT"
            })
    void changesByAnythingThatSnapshotsDoNotRespect(String statement) {
        String before = shape();

        cluster.execute(database, statement);

        assertThat(shape()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO plain SELECT n, 'x', n FROM generate_series(10, 20000) n",
                "UPDATE plain SET v = 'b'",
                "DELETE FROM parted",
                "ANALYZE",
                "VACUUM",
                "CREATE INDEX ON plain (v)",
                "CREATE INDEX CONCURRENTLY ON plain (w)",
                "CREATE INDEX ON parted (v)",
                "ALTER TABLE other ADD COLUMN x int",
                "TRUNCATE other",
                "GRANT SELECT ON plain TO PUBLIC",
                "COMMENT ON TABLE plain IS 'x'",
                "CHECKPOINT",
                "SELECT pg_switch_wal()"
            })
    void staysThroughOrdinaryWork(String statement) {
        String before = shape();

        cluster.execute(database, statement);

        assertThat(shape()).isEqualTo(before);
    }
}
