package dev.reconciler.verify.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.discrepancy.DiscrepancyType;
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
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Window;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** 2,000 rows of acme and 100 of globex on two servers' databases; of acme's, 100 in a hundred differ on purpose. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleCheckTest {
    private static final String PIPELINE = "sample";
    private static final TenantScope ACME = TenantScope.of(new TenantId("acme"));

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("sample_source");
    private final String targetName = cluster.createDatabase("sample_target");
    private final HikariDataSource source = Tables.pool(cluster, sourceName);
    private final HikariDataSource target = Tables.pool(cluster, targetName);
    private final PostgresSourceDatabase sourceDatabase = new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT);
    private final PostgresTargetStore store =
            new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());
    private MappedTable table;

    @BeforeAll
    void fill() {
        TargetSchema.migrate(target);
        store.acquireLease("test");
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE TABLE items (id integer PRIMARY KEY, tenant text NOT NULL, v text)",
                    "INSERT INTO items SELECT n, CASE WHEN n <= 2000 THEN 'acme' ELSE 'globex' END, md5(n::text)"
                            + " FROM generate_series(1, 2100) n");
        }
        cluster.execute(
                targetName,
                "UPDATE items SET v = 'changed' WHERE id % 20 = 7 AND id <= 1600",
                "DELETE FROM items WHERE id % 20 = 8 AND id <= 200",
                "INSERT INTO items SELECT -n, 'acme', 'extra' FROM generate_series(1, 10) n");
        table = new Tables(source, target).sameName("items", "tenant");
    }

    @AfterAll
    void close() {
        source.close();
        target.close();
    }

    private Window window() {
        PostgresTargetDatabase targetDatabase = new PostgresTargetDatabase(
                target,
                SnapshotLimits.DEFAULT,
                PIPELINE,
                LsnFormat.INSTANCE,
                new PostgresLedgerPruning(target, PIPELINE),
                connection -> new PostgresLedgerReader(connection, PIPELINE));
        return Windows.open(sourceDatabase, targetDatabase, store, List.of(table), () -> {});
    }

    private SampleOutcome sample(Window window, TenantScope scope, SampleSize size, long seed) {
        try (SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new SampleCheck(table, scope, window.lane().doubt(), snapshots, size).verify(KeyRange.ALL, seed);
        }
    }

    private static long count(SampleOutcome outcome, DiscrepancyType type) {
        return outcome.findings().stream()
                .map(Finding::type)
                .filter(type::equals)
                .count();
    }

    @Test
    void aSampleOfEverythingFindsEveryDifference() {
        try (Window window = window()) {
            SampleOutcome all = sample(window, TenantScope.all(), new SampleSize(0.95, 0.0001), 1);

            assertThat(count(all, DiscrepancyType.FIELD_MISMATCH)).isEqualTo(80);
            assertThat(count(all, DiscrepancyType.MISSING_IN_TARGET)).isEqualTo(10);
            assertThat(count(all, DiscrepancyType.EXTRA_IN_TARGET)).isEqualTo(10);
            assertThat(all.drawn()).isEqualTo(2_110);
            assertThat(all.interval().from()).isEqualTo(100.0 / 2_110);
            assertThat(all.interval().to()).isEqualTo(all.interval().from());
        }
    }

    @Test
    void aSampleOfOneTenantReportsNoOthersRows() {
        try (Window window = window()) {
            SampleOutcome globex =
                    sample(window, TenantScope.of(new TenantId("globex")), new SampleSize(0.95, 0.0001), 1);

            assertThat(globex.population()).isEqualTo(100);
            assertThat(globex.drawn()).isEqualTo(100);
            assertThat(globex.findings()).isEmpty();
        }
    }

    @Test
    void theIntervalOfASmallSampleHoldsTheTrueShareInMostDraws() {
        SampleSize size = new SampleSize(0.95, 0.05);
        double truth = 100.0 / 2_010;
        int held = 0;
        try (Window window = window()) {
            for (long seed = 1; seed <= 40; seed++) {
                SampleOutcome outcome = sample(window, ACME, size, seed);
                assertThat(outcome.drawn()).isEqualTo(size.of(outcome.population()));
                assertThat(outcome.interval().to() - outcome.interval().from()).isLessThan(0.1);
                if (outcome.interval().from() <= truth
                        && truth <= outcome.interval().to()) {
                    held++;
                }
            }
        }
        assertThat(held).isGreaterThanOrEqualTo(35);
    }

    /** Pearson's test over twenty stretches of the key; 43.8 is its 0.1 % point for 19 degrees of freedom. */
    @Test
    void everyKeyIsAsLikelyToBeDrawn() {
        int[] drawn = new int[20];
        int total = 0;
        try (SourceSnapshot snapshot = sourceDatabase.openSnapshot()) {
            for (long seed = 0; seed < 100; seed++) {
                for (RowKey key : snapshot.reader().sample(table, ACME, KeyRange.ALL, 100, seed)) {
                    drawn[(Integer.parseInt(key.parts().get(0)) - 1) / 100]++;
                    total++;
                }
            }
        }
        double expected = total / 20.0;
        double chiSquare = 0;
        for (int count : drawn) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }

        assertThat(total).isEqualTo(10_000);
        assertThat(chiSquare).isLessThan(43.8);
        assertThat(chiSquare).as("as even as chance, not more").isGreaterThan(5.4);
        assertThat(expected).isCloseTo(500, within(1e-9));
    }
}
