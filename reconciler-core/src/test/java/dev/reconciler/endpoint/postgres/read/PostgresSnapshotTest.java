package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresSnapshotTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private String database;
    private HikariDataSource pool;
    private PostgresSourceDatabase source;
    private MappedTable table;

    @BeforeEach
    void open() {
        database = cluster.createDatabase("snapshot");
        cluster.execute(
                database,
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT n, 'old' FROM generate_series(1, 100) n");
        pool = Tables.pool(cluster, database);
        source = new PostgresSourceDatabase(pool, SnapshotLimits.DEFAULT);
        table = new Tables(pool, pool).sameName("t", null);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void furtherReadersSeeTheSameStateWhileWritesGoOn() {
        try (SourceSnapshot snapshot = source.openSnapshot()) {
            cluster.execute(database, "UPDATE t SET v = 'new' WHERE id < 50", "DELETE FROM t WHERE id > 90");
            try (ChunkReader other = snapshot.openReader()) {
                cluster.execute(database, "INSERT INTO t VALUES (1000, 'new')");

                for (DigestMethod method : DigestMethod.values()) {
                    assertThat(snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, method))
                            .isEqualTo(other.digests(table, TenantScope.all(), KeyRange.ALL, method));
                }
                assertThat(other.rowsByKey(table, List.of(RowKey.of("1"), RowKey.of("95"), RowKey.of("1000")))
                                .values())
                        .extracting(row -> row.value(1))
                        .containsExactly("old", "old");
            }
        }
        try (SourceSnapshot later = source.openSnapshot()) {
            assertThat(later.reader().rowsByKey(table, List.of(RowKey.of("1"))).values())
                    .containsExactly(new Row(List.of("1", "new")));
        }
    }

    @Test
    void contentTellsCommittedFromRunningTransactions() throws SQLException {
        try (Connection committed = cluster.connect(database);
                Connection running = cluster.connect(database)) {
            running.setAutoCommit(false);
            TransactionId open = write(running, 1);
            TransactionId done = write(committed, 2);
            try (SourceSnapshot snapshot = source.openSnapshot()) {
                running.commit();

                SnapshotContent content = snapshot.content();
                assertThat(content.contains(done)).isTrue();
                assertThat(content.contains(open)).isFalse();
                assertThat(source.probe().contains(open)).isTrue();
            }
        }
    }

    private static TransactionId write(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("UPDATE t SET v = 'x' WHERE id = " + id
                        + " RETURNING mod(pg_current_xact_id()::text::numeric, 4294967296)::text")) {
            result.next();
            return new TransactionId(result.getString(1));
        }
    }

    @Test
    void aMarkMovesTheWritePositionPastTheOneNotedBefore() {
        Position before = source.writePosition();

        source.mark("shop:window 1");

        assertThat(before.covers(source.writePosition())).isFalse();
        assertThat(source.writePosition().covers(before)).isTrue();
    }

    @Test
    void alterTableWaitsForAReadingNotForTheWindow() {
        try (SourceSnapshot snapshot = source.openSnapshot()) {
            snapshot.reader().counts(table, TenantScope.all(), KeyRange.ALL);
            String before = source.shape(List.of(table));

            cluster.execute(database, "SET lock_timeout = '5s'; ALTER TABLE t ADD COLUMN more int");

            assertThat(source.shape(List.of(table))).isNotEqualTo(before);
        }
    }

    @Test
    void theServerEndsASnapshotThatItsHolderForgot() {
        SnapshotLimits brief = new SnapshotLimits(Duration.ofMillis(100), Duration.ZERO);
        try (HikariDataSource own = Tables.pool(cluster, database)) {
            SourceSnapshot snapshot = new PostgresSourceDatabase(own, brief).openSnapshot();

            Awaitility.await().untilAsserted(() -> assertThat(cluster.query(
                            database,
                            "SELECT 1 AS one FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND datname ="
                                    + " current_database() AND pid <> pg_backend_pid()"))
                    .isEmpty());
            assertThatThrownBy(() -> snapshot.reader().counts(table, TenantScope.all(), KeyRange.ALL))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("source")
                    .hasMessageContaining("public.t");
        }
    }

    @Test
    void aSnapshotCanNotWriteAndLeavesItsConnectionAsItWas() throws SQLException {
        try (HikariDataSource own = Tables.pool(cluster, database)) {
            own.setMaximumPoolSize(1);
            PostgresSourceDatabase alone = new PostgresSourceDatabase(own, SnapshotLimits.DEFAULT);
            try (PostgresSnapshot snapshot = PostgresSnapshot.open(Side.SOURCE, own, SnapshotLimits.DEFAULT)) {
                Session session = snapshot.reader().session();
                assertThatThrownBy(() -> session.execute("a write", "DELETE FROM t"))
                        .hasMessageContaining("read-only transaction");
            }
            alone.mark("still works");
            try (Connection connection = own.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("DELETE FROM t WHERE id = 1"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void rowsHiddenByRowSecurityAreRefusedNotMissed() {
        cluster.createRole("filtered_" + database, "secret");
        cluster.execute(
                database,
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY half ON t USING (id < 50)",
                "GRANT SELECT ON t TO filtered_" + database);
        try (HikariDataSource weak = dev.reconciler.endpoint.postgres.PostgresPools.open(
                        cluster.jdbcUrl(database),
                        "filtered_" + database,
                        "secret",
                        "test",
                        2,
                        Duration.ofSeconds(10));
                SourceSnapshot snapshot = new PostgresSourceDatabase(weak, SnapshotLimits.DEFAULT).openSnapshot()) {
            assertThatThrownBy(() -> snapshot.reader().counts(table, TenantScope.all(), KeyRange.ALL))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining("row-level security");
        }
    }

    @Test
    void aTargetSnapshotCarriesTheCheckpointThatItsDataBelongsTo() {
        cluster.execute(
                database,
                "CREATE SCHEMA reconciler",
                "CREATE TABLE reconciler.checkpoint (pipeline text PRIMARY KEY, epoch bigint, sequence bigint,"
                        + " position text)",
                "CREATE TABLE reconciler.table_state (pipeline text, table_id text, state text, up_to_key text, reason"
                        + " text)",
                "CREATE TABLE reconciler.dirty_key (pipeline text, table_id text, key text, reason text)",
                "CREATE TABLE reconciler.parked_event (id bigint, pipeline text, table_id text, key text, sequence"
                        + " bigint, operation text, error text)",
                "INSERT INTO reconciler.checkpoint VALUES ('shop', 3, 41, '1/AB'), ('other', 1, 1, '0/1')");
        PostgresTargetDatabase target = new PostgresTargetDatabase(
                pool, SnapshotLimits.DEFAULT, "shop", LsnFormat.INSTANCE, new NoPruning(), c -> new EmptyLedger());
        try (TargetSnapshot snapshot = target.openSnapshot()) {
            cluster.execute(
                    database,
                    "UPDATE reconciler.checkpoint SET sequence = 42, position = '1/AC' WHERE pipeline = 'shop'",
                    "INSERT INTO reconciler.table_state VALUES ('shop', 'public.t', 'LIVE', NULL, NULL)",
                    "INSERT INTO reconciler.parked_event VALUES (2, 'shop', 'public.t', '1:7', 9, 'u', 'second'), (1,"
                            + " 'shop', 'public.t', '1:7', 8, 'u', 'first'), (3, 'other', 'public.t', '1:8', 8, 'u',"
                            + " 'x')");

            assertThat(snapshot.checkpoint()).isEqualTo(new Checkpoint(3, 41, Lsn.parse("1/AB")));
            assertThat(target.checkpoint()).isEqualTo(new Checkpoint(3, 42, Lsn.parse("1/AC")));
            assertThat(snapshot.notLive(List.of(table))).containsOnlyKeys("public.t");
            assertThat(snapshot.parked("public.t")).isEmpty();
        }
        try (TargetSnapshot snapshot = target.openSnapshot()) {
            assertThat(snapshot.notLive(List.of(table))).isEmpty();
            assertThat(snapshot.parked("public.t")).isEqualTo(Map.of(RowKey.of("7"), "first"));
        }
        cluster.execute(database, "INSERT INTO reconciler.dirty_key VALUES ('shop', 'public.t', '1:7', 'fill')");
        try (TargetSnapshot snapshot = target.openSnapshot()) {
            assertThat(snapshot.notLive(List.of(table))).containsOnlyKeys("public.t");
        }
        PostgresTargetDatabase unknown = new PostgresTargetDatabase(
                pool, SnapshotLimits.DEFAULT, "new", LsnFormat.INSTANCE, new NoPruning(), c -> new EmptyLedger());
        assertThatThrownBy(unknown::openSnapshot).hasMessageContaining("no checkpoint of pipeline new");
    }

    private static final class NoPruning implements LedgerPruning {
        @Override
        public LedgerPin pin(String owner) {
            throw new UnsupportedOperationException(owner);
        }

        @Override
        public LedgerHold hold(String reader) {
            throw new UnsupportedOperationException(reader);
        }

        @Override
        public boolean isFollowed() {
            return false;
        }

        @Override
        public OptionalLong readThrough() {
            return OptionalLong.empty();
        }

        @Override
        public void release(String reader) {}

        @Override
        public long prune(SnapshotContent probe) {
            return 0;
        }
    }

    private static final class EmptyLedger implements LedgerReader {
        @Override
        public long floor() {
            return 0;
        }

        @Override
        public void readWhile(long after, Predicate<LedgerTransaction> each) {}
    }
}
