package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.testing.InMemorySource;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.sample.PartEstimate;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleOutcome;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.verify.sample.SampledPart;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Samples of populations from seeds: tables of up to eight tenants, of which most are small, with 0 to 20 differing rows of each kind,
 * anywhere or in one tenant only. {@code -Dsampling.populations=10000} is the long form.
 */
@Tag("unit")
class SamplesOfTenantsTest {
    private static final int POPULATIONS = Integer.getInteger("sampling.populations", 400);
    private static final double CONFIDENCE = 0.95;
    private static final SamplePlan PLAN =
            new SamplePlan(new SampleSize(CONFIDENCE, 0.1), 8, new SamplePlan.Recent(Duration.ofHours(1), 12));

    /** Estimates that miss the truth, of all. */
    private static final class Score {
        private int estimates;
        private int missed;

        void add(SampleEstimate estimate, long truth) {
            estimates++;
            boolean holds = estimate.errors().least() <= truth
                    && truth <= estimate.errors().most();
            missed += holds ? 0 : 1;
        }

        /** Three standard deviations above the number that the confidence allows. */
        void requireConfidence() {
            double allowed = estimates * (1 - CONFIDENCE);
            assertThat((double) missed)
                    .as("%d of %d bounds do not hold the truth", missed, estimates)
                    .isLessThanOrEqualTo(allowed + 3 * Math.sqrt(allowed * CONFIDENCE));
        }
    }

    @Test
    void boundsHoldAsOftenAsTheirConfidenceSaysForTablesAndForEachTenant() {
        Score tables = new Score();
        Score tenants = new Score();
        Score recent = new Score();
        int furtherRows = 0;
        long recentRows = 0;
        for (int seed = 0; seed < POPULATIONS; seed++) {
            Population population = new Population(seed);
            SampleOutcome outcome = population.sample(seed);
            List<PartEstimate> estimates = estimates(outcome);
            tables.add(estimates.get(0).estimate(), population.differing.size());
            PartEstimate changed = estimates.get(1);
            assertThat(changed.part()).isEqualTo(PartEstimate.Part.RECENT);
            assertThat(changed.estimate().drawn()).isEqualTo(Math.min(12, population.recent.size()));
            recent.add(changed.estimate(), population.differingRecently());
            recentRows += recentRows(outcome);
            for (PartEstimate part : estimates.subList(2, estimates.size())) {
                tenants.add(part.estimate(), population.differingOf(Objects.requireNonNull(part.tenant())));
            }
            furtherRows += outcome.strata().isEmpty() ? 0 : 1;
        }
        System.out.println("Samples of " + POPULATIONS + " populations: " + tables.missed + " of " + tables.estimates
                + " bounds of tables and " + tenants.missed + " of " + tenants.estimates
                + " of tenants and " + recent.missed + " of " + recent.estimates
                + " of recent changes do not hold the truth");

        assertThat(furtherRows).isGreaterThan(POPULATIONS / 2);
        assertThat(recentRows).isGreaterThan(POPULATIONS);
        tables.requireConfidence();
        tenants.requireConfidence();
        recent.requireConfidence();
    }

    /** The compared rows that neither the uniform draw nor those of tenants hold. */
    private static long recentRows(SampleOutcome outcome) {
        long others = outcome.strata().isEmpty()
                ? outcome.uniform().drawn()
                : outcome.strata().stream().mapToLong(SampledPart::drawn).sum();
        long rows = outcome.all().drawn() - others;
        assertThat(rows).isBetween(0L, 12L);
        return rows;
    }

    /** Half of the populations have differing rows in one small tenant only, of which most rows are drawn. */
    @Test
    void estimatesOfTablesAreRightOnAverage() {
        double estimated = 0;
        double truth = 0;
        for (int seed = 0; seed < POPULATIONS; seed++) {
            Population population = new Population(seed);
            estimated += estimates(population.sample(seed)).get(0).estimate().rate();
            truth += (double) population.differing.size() / population.keys;
        }

        assertThat(estimated / truth).isCloseTo(1, within(0.1));
    }

    private static List<PartEstimate> estimates(SampleOutcome outcome) {
        return outcome.estimates(
                PLAN.goal(), outcome.findings().stream().map(Finding.OfRow::key).collect(Collectors.toSet()));
    }

    private static final class Population {
        private final InMemorySource source = new InMemorySource(SimulatedTable.TABLE);
        private final InMemoryTarget target = new InMemoryTarget(new Lsn(0));
        private final Random random;
        private final Map<RowKey, Row> rows = new HashMap<>();
        private final Set<RowKey> differing = new HashSet<>();
        private final Map<RowKey, Set<String>> tenants = new HashMap<>();
        /** Keys that changed recently: some are gone, and half of the differing ones. */
        private final Set<RowKey> recent = new LinkedHashSet<>();

        private int keys;

        Population(long seed) {
            random = new Random(seed);
            int count = 1 + random.nextInt(8);
            for (int tenant = 0; tenant < count; tenant++) {
                int size = tenant == 0 ? 100 + random.nextInt(200) : 1 + random.nextInt(30);
                for (int i = 0; i < size; i++) {
                    put(row("t" + tenant, i));
                }
            }
            source.commit(new HashMap<>(rows));
            source.makeVisible(random);
            target.setTableState(SimulatedTable.TABLE, new TableState.Live());
            applier().apply(List.of(source.streamed(0)));
            damage(random.nextInt(21), random.nextBoolean() ? "t" + random.nextInt(count) : null);
            changeRecently();
        }

        private void changeRecently() {
            double share = random.nextDouble() * 0.3;
            rows.keySet().stream()
                    .sorted((a, b) -> a.encoded().compareTo(b.encoded()))
                    .filter(key -> random.nextDouble() < (differing.contains(key) ? 0.5 : share))
                    .forEach(recent::add);
            for (int i = random.nextInt(10); i >= 0; i--) {
                recent.add(RowKey.of("gone" + i));
            }
        }

        long differingRecently() {
            return differing.stream().filter(recent::contains).count();
        }

        private void put(Row row) {
            RowKey key = RowKey.of(Objects.requireNonNull(row.value(0)));
            rows.put(key, row);
            tenants.computeIfAbsent(key, k -> new HashSet<>()).add(Objects.requireNonNull(row.value(1)));
            keys++;
        }

        private Row row(String tenant, long value) {
            return new Row(List.of("k%06d".formatted(keys), tenant, Long.toString(value)));
        }

        /** @param only the tenant of all differing rows; null for any */
        private void damage(int count, @Nullable String only) {
            List<RowKey> candidates = new ArrayList<>(rows.keySet().stream()
                    .filter(key -> only == null || tenants.get(key).contains(only))
                    .sorted((a, b) -> a.encoded().compareTo(b.encoded()))
                    .toList());
            for (int i = 0; i < count && !candidates.isEmpty(); i++) {
                RowKey key = candidates.remove(random.nextInt(candidates.size()));
                Row held = rows.get(key);
                String tenant = Objects.requireNonNull(held.value(1));
                switch (random.nextInt(4)) {
                    case 0 -> write(key, null);
                    case 1 -> write(key, new Row(List.of(key.parts().get(0), tenant, "-1")));
                    case 2 -> {
                        Row extra = row(tenant, -2);
                        put(extra);
                        write(RowKey.of(Objects.requireNonNull(extra.value(0))), extra);
                    }
                    default -> {
                        write(key, new Row(List.of(key.parts().get(0), "t0", "-3")));
                        tenants.get(key).add("t0");
                    }
                }
            }
        }

        private void write(RowKey key, @Nullable Row row) {
            target.rogueWrite(SimulatedTable.TABLE, key, row);
            differing.add(key);
        }

        long differingOf(TenantId tenant) {
            return differing.stream()
                    .filter(key -> tenants.get(key).contains(tenant.value()))
                    .count();
        }

        SampleOutcome sample(long seed) {
            try (Window window = open();
                    SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
                return new SampleCheck(
                                SimulatedTable.TABLE,
                                TenantScope.all(),
                                window.lane().doubt(),
                                snapshots,
                                PLAN)
                        .verify(KeyRange.ALL, ChangedRows.ofKeys(recent), seed);
            }
        }

        private Applier applier() {
            return new Applier(
                    target,
                    ApplyExtent.write(List.of(SimulatedTable.TABLE), TenantScope.all()),
                    target.acquireLease("test"),
                    ApplySettings.of(10_000, 20_000),
                    new Clocks(() -> Instant.EPOCH, System::nanoTime),
                    ApplyListener.NONE,
                    ApplyHooks.NONE,
                    position -> {});
        }

        private Window open() {
            return new WindowOpener(
                            source,
                            target,
                            (condition, atMost) -> condition.getAsBoolean(),
                            Duration.ZERO,
                            SnapshotAdmission.ALWAYS,
                            WindowListener.NONE)
                    .open("test", List.of(SimulatedTable.TABLE));
        }
    }
}
