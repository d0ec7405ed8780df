package dev.reconciler.verify.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.correction.backfill.DuplicateKeyException;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnexplainedDifferenceException;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.Window;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Primary keys whose index lets two rows in under one key, or does not find a row, as after a change of the collation. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedIndexTest {
    private static final String PIPELINE = "damaged";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("damaged_source");
    private final String targetName = cluster.createDatabase("damaged_target");
    private final HikariDataSource source = Tables.pool(cluster, sourceName);
    private final HikariDataSource target = Tables.pool(cluster, targetName);
    private HikariDataSource readTarget = target;
    private final PostgresSourceDatabase sourceDatabase = new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT);
    private final PostgresTargetStore store =
            new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());

    @BeforeAll
    void migrate() {
        TargetSchema.migrate(target);
        store.acquireLease("test");
    }

    @AfterAll
    void close() {
        source.close();
        target.close();
    }

    /** Without autovacuum: statistics of so small a table would let the planner read it whole instead of by the damaged index. */
    private MappedTable table(String name, int targetRows) {
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE TABLE %s (id integer PRIMARY KEY, tenant text NOT NULL, v text) WITH (autovacuum_enabled = false)"
                            .formatted(name),
                    "INSERT INTO %s SELECT n, 'acme', 'v' || n FROM generate_series(1, %d) n"
                            .formatted(name, database.equals(sourceName) ? 100 : targetRows));
        }
        return new Tables(source, target).sameName(name, "tenant");
    }

    /** Runs the statement while a flag of the primary key's index is off: other sessions than that of the change obey it. */
    private void damage(String database, String table, String flag, String statement) {
        String set = "UPDATE pg_index SET " + flag + " = %s WHERE indexrelid = '" + table + "_pkey'::regclass";
        cluster.execute(database, set.formatted(false));
        cluster.execute(database, statement);
        cluster.execute(database, set.formatted(true));
    }

    private Window window(MappedTable table) {
        PostgresTargetDatabase targetDatabase = new PostgresTargetDatabase(
                readTarget,
                SnapshotLimits.DEFAULT,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresLedgerPruning(target, PIPELINE),
                connection -> new PostgresLedgerReader(connection, PIPELINE));
        return Windows.open(sourceDatabase, targetDatabase, store, List.of(table), () -> {});
    }

    /** Both methods must say the same. */
    private ChunkOutcome checksum(MappedTable table) {
        ChunkOutcome canonical = checksum(table, DigestMethod.CANONICAL);
        ChunkOutcome ofNative = checksum(table, DigestMethod.NATIVE);
        assertThat(ofNative.findings()).containsExactlyInAnyOrderElementsOf(canonical.findings());
        assertThat(ofNative.rows()).isEqualTo(canonical.rows());
        return ofNative;
    }

    private ChunkOutcome checksum(MappedTable table, DigestMethod method) {
        try (Window window = window(table);
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new ChecksumCheck(
                            table, TenantScope.all(), method, window.lane().doubt(), snapshots)
                    .verify(KeyRange.ALL);
        }
    }

    @Test
    void identicalRowsUnderOneKeyInTheTargetAreReported() {
        MappedTable table = table("copies", 100);
        damage(targetName, "copies", "indisunique", "INSERT INTO copies SELECT * FROM copies WHERE id <= 5");

        ChunkOutcome outcome = checksum(table);

        assertThat(outcome.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(outcome.findings()).hasSize(5).allSatisfy(finding -> assertThat(finding)
                .isInstanceOfSatisfying(Finding.DuplicateKey.class, duplicate -> assertThat(duplicate.detail())
                        .contains("the target holds 2 rows under this key")));
    }

    @Test
    void differentRowsUnderOneKeyInTheSourceAreBothShown() {
        MappedTable table = table("others", 100);
        damage(sourceName, "others", "indisunique", "INSERT INTO others VALUES (7, 'acme', 'second')");

        ChunkOutcome outcome = checksum(table);

        assertThat(outcome.findings()).singleElement().isInstanceOfSatisfying(Finding.DuplicateKey.class, duplicate -> {
            assertThat(duplicate.key()).isEqualTo(RowKey.of("7"));
            assertThat(duplicate.detail())
                    .contains("the source holds 2 rows under this key", "v=v7", "v=second")
                    .doesNotContain("the target holds");
        });
    }

    @Test
    void aComparisonByKeyReportsTwoRowsUnderOneKey() {
        MappedTable table = table("keyed", 100);
        damage(targetName, "keyed", "indisunique", "INSERT INTO keyed VALUES (7, 'acme', 'second')");

        try (Window window = window(table);
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            assertThat(new KeyCheck(table, TenantScope.all(), window.lane().doubt(), snapshots)
                            .verify(List.of(RowKey.of("7"), RowKey.of("8"))))
                    .singleElement()
                    .isInstanceOf(Finding.DuplicateKey.class);
        }
    }

    @Test
    void aRowThatTheIndexDoesNotFindGivesNoVerdictOfAgreement() {
        MappedTable table = table("lost", 100);
        cluster.execute(targetName, "DELETE FROM lost WHERE id = 7");
        damage(targetName, "lost", "indisready", "INSERT INTO lost VALUES (7, 'acme', 'other')");

        withoutInTarget(List.of("enable_sort"), () -> assertThatThrownBy(() -> checksum(table))
                .isInstanceOf(UnexplainedDifferenceException.class)
                .hasMessageContaining("an index may be damaged"));
    }

    /** Taken for missing, the row would be inserted a second time: the index does not know that its key is taken. */
    @Test
    void aRowThatOnlyAReadByRangeFindsIsNotTakenForMissing() {
        MappedTable table = table("hidden", 100);
        cluster.execute(targetName, "DELETE FROM hidden WHERE id = 7");
        damage(targetName, "hidden", "indisready", "INSERT INTO hidden VALUES (7, 'acme', 'other')");

        withoutInTarget(
                List.of("enable_indexscan", "enable_indexonlyscan", "enable_hashjoin", "enable_mergejoin"),
                () -> assertThatThrownBy(() -> checksum(table))
                        .isInstanceOf(UnexplainedDifferenceException.class)
                        .hasMessageContaining("a read by range finds the row with key 7, and a read by key does not"));
    }

    /**
     * Decides how the target's planner reads, in sessions that are opened after it was told: a connection that an older pool is
     * just opening would lack the setting.
     */
    private void withoutInTarget(List<String> plannerSettings, Runnable check) {
        plannerSettings.forEach(
                name -> cluster.execute(targetName, "ALTER DATABASE " + targetName + " SET " + name + " = off"));
        try (HikariDataSource pool = Tables.pool(cluster, targetName)) {
            readTarget = pool;
            check.run();
        } finally {
            readTarget = target;
            plannerSettings.forEach(
                    name -> cluster.execute(targetName, "ALTER DATABASE " + targetName + " RESET " + name));
        }
    }

    @Test
    void fillRefusesTwoRowsUnderOneKey() {
        MappedTable table = table("filled", 0);
        damage(sourceName, "filled", "indisunique", "INSERT INTO filled SELECT * FROM filled WHERE id <= 5");

        try (Window window = window(table)) {
            assertThatThrownBy(() -> new Filler(store, TenantScope.all()).fill(window.lane(), table, KeyRange.ALL))
                    .isInstanceOf(DuplicateKeyException.class)
                    .hasMessageContaining("several rows under the key");
        }
        assertThat(cluster.query(targetName, "SELECT 1 AS one FROM filled")).isEmpty();
    }
}
