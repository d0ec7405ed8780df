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
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Window;
import java.util.List;
import java.util.stream.Collectors;
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
        return sample(window, scope, SamplePlan.uniform(size), seed);
    }

    private SampleOutcome sample(Window window, TenantScope scope, SamplePlan plan, long seed) {
        try (SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new SampleCheck(table, scope, window.lane().doubt(), snapshots, plan).verify(KeyRange.ALL, seed);
        }
    }

    private static List<PartEstimate> estimates(SampleOutcome outcome, SampleGoal goal) {
        return outcome.estimates(
                goal, outcome.findings().stream().map(Finding.OfRow::key).collect(Collectors.toSet()));
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
            SampleEstimate estimate = estimates(all, SampleSize.QUICK).get(0).estimate();
            assertThat(estimate.drawn()).isEqualTo(2_110);
            assertThat(estimate.interval()).isEqualTo(new SampleSize.Interval(100.0 / 2_110, 100.0 / 2_110));
            assertThat(estimate.errors()).isEqualTo(new SampleEstimate.Errors(100, 100, 100));
        }
    }

    @Test
    void aSampleOfOneTenantReportsNoOthersRows() {
        try (Window window = window()) {
            SampleOutcome globex =
                    sample(window, TenantScope.of(new TenantId("globex")), new SampleSize(0.95, 0.0001), 1);

            assertThat(globex.uniform().population()).isEqualTo(Population.known(100));
            assertThat(globex.uniform().drawn()).isEqualTo(100);
            assertThat(globex.findings()).isEmpty();
            assertThat(estimates(globex, SampleSize.QUICK))
                    .extracting(PartEstimate::tenant)
                    .containsExactly(null, new TenantId("globex"));
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
                SampleSize.Interval interval =
                        estimates(outcome, size).get(0).estimate().interval();
                assertThat(outcome.uniform().drawn())
                        .isEqualTo(size.of(outcome.uniform().population()));
                assertThat(interval.to() - interval.from()).isLessThan(0.1);
                if (interval.from() <= truth && truth <= interval.to()) {
                    held++;
                }
            }
        }
        assertThat(held).isGreaterThanOrEqualTo(35);
    }

    /** A twentieth of the rows are globex's, so its share of 73 rows is about 3. */
    @Test
    void aTenantWithASmallShareGetsFurtherRowsThatLeaveTheUniformDrawAsItIs() {
        SampleSize size = new SampleSize(0.95, 0.1126);
        cluster.execute(targetName, "UPDATE items SET v = 'globex too' WHERE id > 2000 AND id % 2 = 0");
        try (Window window = window()) {
            SampleOutcome plain = sample(window, TenantScope.all(), size, 3);
            SampleOutcome more = sample(window, TenantScope.all(), new SamplePlan(size, 30), 3);

            assertThat(more.uniform()).isEqualTo(plain.uniform());
            SampledPart globex = more.tenants().get(1);
            assertThat(globex.tenant()).isEqualTo(new TenantId("globex"));
            assertThat(globex.drawn()).isEqualTo(30);
            assertThat(plain.tenants().get(1).drawn()).isLessThan(15);
            assertThat(globex.differing()).hasSizeBetween(5, 25);
            assertThat(more.all().drawn())
                    .isEqualTo(plain.uniform().drawn()
                            + 30
                            - plain.tenants().get(1).drawn());
            SampleEstimate whole = estimates(more, size).get(0).estimate();
            assertThat(whole.errors().least())
                    .isGreaterThanOrEqualTo(globex.differing().size());
            assertThat(whole.rate())
                    .as("a stratum counts by its rows, not by those drawn")
                    .isCloseTo(
                            (100 * globex.differing().size() / 30.0
                                            + 2_010.0
                                                    * more.tenants()
                                                            .get(0)
                                                            .differing()
                                                            .size()
                                                    / more.tenants().get(0).drawn())
                                    / 2_110,
                            within(1e-3));
        } finally {
            cluster.execute(targetName, "UPDATE items SET v = md5(id::text) WHERE id > 2000");
        }
    }

    /** Pearson's test over twenty stretches of the key; 43.8 is its 0.1 % point for 19 degrees of freedom. */
    @Test
    void everyKeyIsAsLikelyToBeDrawn() {
        int[] drawn = new int[20];
        int total = 0;
        try (SourceSnapshot snapshot = sourceDatabase.openSnapshot()) {
            for (long seed = 0; seed < 100; seed++) {
                for (DrawnKey key : snapshot.reader().sample(table, ACME, KeyRange.ALL, 100, seed)) {
                    drawn[(Integer.parseInt(key.key().parts().get(0)) - 1) / 100]++;
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
