package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.bench.lab.drift.DriftInjector;
import dev.reconciler.bench.lab.drift.FailingWrites;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.drift.RogueWrites;
import dev.reconciler.bench.lab.load.Load;
import dev.reconciler.bench.lab.load.ShopTraffic;
import dev.reconciler.bench.lab.load.TargetWriter;
import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.oracle.ShopComparison;
import dev.reconciler.bench.lab.shop.ServerKind;
import dev.reconciler.bench.lab.shop.ShopCopy;
import dev.reconciler.bench.lab.shop.ShopSchema;
import dev.reconciler.bench.lab.shop.ShopSeed;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop between servers of different kinds, without the daemon. */
@Tag("db")
class DemoPairTest {
    private static final int CUSTOMERS = 20;

    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Exception> failures = new CopyOnWriteArrayList<>();

    /** Each kind is a source and a target once. */
    @ParameterizedTest
    @CsvSource({"mysql, postgres", "mariadb, mysql", "postgres, mariadb"})
    void exactlyTheRowsThatDriftChangedDiffer(ServerKind source, ServerKind target) throws Exception {
        DemoPair pair = new DemoPair(source, target);
        pair.unavailable().ifPresent(reason -> {
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        });
        try (DemoClusters clusters = DemoClusters.start(pair, DemoShop::secret, text -> {});
                TargetWriter writer = new TargetWriter(
                        clusters.targetOwner(), random.split(), RealTime.CLOCK, time -> {}, failures::add)) {
            ShopSchema.install(clusters.sourceApplication(), clusters.targetOwner());
            new ShopSeed(random.split(), RealTime.CLOCK).fill(clusters.sourceApplication(), CUSTOMERS);
            ShopCopy.fill(clusters.sourceApplication(), clusters.targetOwner());
            IndependentComparison comparison = new IndependentComparison(
                    clusters.sourceApplication(), clusters.targetOwner(), ShopComparison.between(source, target));

            assertThat(comparison.differences()).isEmpty();
            traffic(clusters, writer);
            assertThat(comparison.differences()).isEmpty();

            List<RowDifference> failed =
                    damage(new FailingWrites(clusters.sourceApplication(), writer, random.split(), RealTime.CLOCK));
            assertThat(comparison.differences())
                    .containsExactlyInAnyOrderElementsOf(failed)
                    .hasSizeGreaterThan(25);

            List<RowDifference> damaged =
                    damage(new RogueWrites(clusters.targetRogue(), random.split(), RealTime.CLOCK));
            damaged.removeAll(failed);
            assertThat(comparison.differences()).containsAll(damaged);
            assertThat(damaged).hasSizeGreaterThan(15);
            assertThat(failures).isEmpty();
        }
    }

    private void traffic(DemoClusters clusters, TargetWriter writer) throws Exception {
        try (Connection source = clusters.sourceApplication().connect()) {
            source.setAutoCommit(false);
            Load.Writer shop = ShopTraffic.ofBothSides(writer, random.split(), RealTime.CLOCK)
                    .on(source);
            for (int i = 0; i < 300; i++) {
                shop.transact();
            }
        }
        writer.drain();
    }

    private static List<RowDifference> damage(DriftInjector injector) {
        List<RowDifference> rows = new ArrayList<>();
        for (Supplier<List<Injected>> one : injector.all()) {
            for (Injected drift : one.get()) {
                rows.add(new RowDifference(drift.table(), drift.key()));
            }
        }
        return rows;
    }
}
