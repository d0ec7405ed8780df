package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.checksum.BucketCheck;
import dev.reconciler.verify.checksum.ChecksumCheck;
import dev.reconciler.verify.count.CountCheck;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table too large for one leaf, with keys in doubt and damage spread over it: exactly the damaged keys are found. */
@Tag("unit")
class BisectionTest {
    private static final int ROWS = 20_000;

    private final InMemorySource source = new InMemorySource(SimulatedTable.TABLE);
    private final InMemoryTarget target = new InMemoryTarget(new Lsn(0));
    private Random random = new Random(0);

    @ParameterizedTest
    @CsvSource({"1,NATIVE", "2,NATIVE", "3,NATIVE", "4,NATIVE", "1,CANONICAL", "2,CANONICAL"})
    void everyDamagedKeyIsFoundAndNoOther(long seed, DigestMethod method) {
        Set<RowKey> damaged = damagedTable(seed);

        try (Window window = open();
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            assertThat(window.lane().doubt().size()).isGreaterThan(100);
            ChecksumCheck check = new ChecksumCheck(
                    SimulatedTable.TABLE,
                    TenantScope.all(),
                    method,
                    window.lane().doubt(),
                    snapshots);

            assertThat(keys(check.verify(KeyRange.ALL))).isEqualTo(damaged);

            RowKey middle = key(ROWS / 2);
            Set<RowKey> inHalves = keys(check.verify(new KeyRange(null, middle)));
            inHalves.addAll(keys(check.verify(new KeyRange(middle, null))));
            assertThat(inHalves).isEqualTo(damaged);
        }
    }

    /** One reading of each side finds the buckets that differ, a second one the rows of all of them. */
    @ParameterizedTest
    @CsvSource({"1,NATIVE", "2,NATIVE", "1,CANONICAL", "2,CANONICAL"})
    void byBucketsTheSameKeysAreFoundInTwoReadingsOfEachSide(long seed, DigestMethod method) {
        Set<RowKey> damaged = damagedTable(seed);
        CountedReadings sourceReadings = new CountedReadings();
        CountedReadings targetReadings = new CountedReadings();

        try (Window window = open(
                        sourceReadings.of(SourceDatabase.class, source),
                        targetReadings.of(TargetDatabase.class, target));
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            ChunkOutcome outcome = byBuckets(method, window, snapshots, RowLimit.NONE);

            assertThat(inDoubt(outcome)).isGreaterThan(100);
            assertThat(keys(outcome)).isEqualTo(damaged);
            assertThat(outcome.range()).isEqualTo(KeyRange.ALL);
        }
        for (CountedReadings readings : List.of(sourceReadings, targetReadings)) {
            assertThat(scans(readings)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"5,NATIVE", "6,CANONICAL"})
    void byBucketsEqualTablesAreReadOnceWhateverIsInDoubt(long seed, DigestMethod method) {
        random = new Random(seed);
        fill();
        changeUnseen();
        CountedReadings readings = new CountedReadings();

        try (Window window = open(source, readings.of(TargetDatabase.class, target));
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            ChunkOutcome outcome = byBuckets(method, window, snapshots, RowLimit.NONE);

            assertThat(inDoubt(outcome)).isGreaterThan(100);
            assertThat(outcome.verdict()).isEqualTo(Verdict.AGREED);
            assertThat(outcome.rows().source()).isEqualTo(outcome.rows().target());
        }
        assertThat(scans(readings)).isEqualTo(1);
    }

    private static ChunkOutcome byBuckets(DigestMethod method, Window window, SnapshotPair snapshots, RowLimit limit) {
        return new BucketCheck(
                        SimulatedTable.TABLE,
                        TenantScope.all(),
                        method,
                        window.lane().doubt(),
                        snapshots,
                        limit)
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"1,NATIVE", "2,CANONICAL"})
    void byBucketsRowsBeyondTheLimitAreCounted(long seed, DigestMethod method) {
        Set<RowKey> damaged = damagedTable(seed);

        try (Window window = open();
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            Set<RowKey> inDoubt =
                    window.lane().doubt().of(SimulatedTable.TABLE.id()).keySet();
            long outsideDoubt =
                    damaged.stream().filter(key -> !inDoubt.contains(key)).count();
            ChunkOutcome outcome = byBuckets(method, window, snapshots, new RowLimit() {
                @Override
                public boolean isPassedBy(long more) {
                    return more > 5;
                }

                @Override
                public boolean hasFound() {
                    return false;
                }

                @Override
                public long examples() {
                    return 3;
                }
            });

            assertThat(outsideDoubt).isGreaterThan(20).isLessThan(damaged.size() + 1L);
            assertThat(outcome.unlisted().total()).isEqualTo(outsideDoubt - 3);
            assertThat(outcome.findings()).hasSize((int) (damaged.size() - outsideDoubt) + 3);
        }
    }

    /** Readings that scan a table whose index does not serve ranges. */
    private static int scans(CountedReadings readings) {
        return Stream.of(
                        "digests", "digestsOfParts", "digestsOfBuckets", "counts", "hashes", "rows", "bounds", "sample")
                .mapToInt(readings::count)
                .sum();
    }

    /** Where a run has found rows that differ, it reads a chunk by parts: then each row of it is hashed once. */
    @ParameterizedTest
    @CsvSource({"1,NATIVE", "2,NATIVE", "1,CANONICAL", "2,CANONICAL"})
    void whereRowsDifferEachRowIsHashedOnceAndTheSameKeysAreFound(long seed, DigestMethod method) {
        Set<RowKey> damaged = damagedTable(seed);
        CountedReadings readings = new CountedReadings();

        try (Window window = open(source, readings.of(TargetDatabase.class, target));
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            ChecksumCheck check = new ChecksumCheck(
                    SimulatedTable.TABLE,
                    TenantScope.all(),
                    method,
                    window.lane().doubt(),
                    snapshots,
                    new RowLimit() {
                        @Override
                        public boolean isPassedBy(long more) {
                            return false;
                        }

                        @Override
                        public boolean hasFound() {
                            return true;
                        }

                        @Override
                        public long examples() {
                            return 0;
                        }
                    });

            assertThat(keys(check.verify(KeyRange.ALL))).isEqualTo(damaged);
        }
        assertThat(readings.count("digestsOfParts")).isEqualTo(1);
        assertThat(readings.count("digests")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"5,NATIVE", "6,NATIVE", "5,CANONICAL", "6,CANONICAL"})
    void withoutDamageEverythingAgreesWhateverIsInDoubt(long seed, DigestMethod method) {
        random = new Random(seed);
        fill();
        changeUnseen();

        try (Window window = open();
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            ChunkOutcome checksum = new ChecksumCheck(
                            SimulatedTable.TABLE,
                            TenantScope.all(),
                            method,
                            window.lane().doubt(),
                            snapshots)
                    .verify(KeyRange.ALL);
            ChunkOutcome count = new CountCheck(
                            SimulatedTable.TABLE,
                            TenantScope.all(),
                            window.lane().doubt(),
                            snapshots)
                    .verify(KeyRange.ALL);

            assertThat(inDoubt(checksum)).isGreaterThan(100);
            assertThat(checksum.verdict()).isEqualTo(Verdict.AGREED);
            assertThat(count.verdict()).isEqualTo(Verdict.AGREED);
            assertThat(count.rows().source()).isEqualTo(count.rows().target());
            assertThat(count.rows()).isEqualTo(checksum.rows());
        }
    }

    private static long inDoubt(ChunkOutcome outcome) {
        return outcome.rows().inDoubt().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Keys in doubt are taken out of both sums: so only a real difference costs a second reading. */
    @ParameterizedTest
    @CsvSource({"7,NATIVE", "8,NATIVE", "7,CANONICAL", "8,CANONICAL"})
    void withoutDamageKeysInDoubtCostNoSecondReadingOfTheChunk(long seed, DigestMethod method) {
        random = new Random(seed);
        fill();
        changeUnseen();
        CountedReadings sourceReadings = new CountedReadings();
        CountedReadings targetReadings = new CountedReadings();

        try (Window window = open(
                        sourceReadings.of(SourceDatabase.class, source),
                        targetReadings.of(TargetDatabase.class, target));
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            ChunkOutcome outcome = new ChecksumCheck(
                            SimulatedTable.TABLE,
                            TenantScope.all(),
                            method,
                            window.lane().doubt(),
                            snapshots)
                    .verify(KeyRange.ALL);

            assertThat(inDoubt(outcome)).isGreaterThan(100);
            assertThat(outcome.verdict()).isEqualTo(Verdict.AGREED);
        }
        for (CountedReadings readings : List.of(sourceReadings, targetReadings)) {
            assertThat(readings.count("digests")).isEqualTo(1);
            assertThat(readings.count("bounds")).isZero();
            assertThat(readings.count("hashes")).isZero();
            assertThat(readings.count("rows")).isZero();
        }
    }

    private Set<RowKey> damagedTable(long seed) {
        random = new Random(seed);
        fill();
        changeUnseen();
        Set<RowKey> damaged = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            RowKey key = key(random.nextInt(ROWS + 200));
            Row held = target.rows(SimulatedTable.TABLE).get(key);
            Row rogue = random.nextInt(3) == 0 && held != null ? null : SimulatedTable.row(key, -1 - i);
            target.rogueWrite(SimulatedTable.TABLE, key, rogue);
            damaged.add(key);
        }
        return damaged;
    }

    /** Every row, in the source and applied. */
    private void fill() {
        Map<RowKey, @Nullable Row> rows = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
            rows.put(key(i), SimulatedTable.row(key(i), i));
        }
        source.commit(rows);
        source.makeVisible(random);
        target.setTableState(SimulatedTable.TABLE, new TableState.Live());
        applier().apply(List.of(source.streamed(0)));
    }

    /** Changes that are applied, but visible to no snapshot of the source. */
    private void changeUnseen() {
        Map<RowKey, @Nullable Row> changes = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            RowKey key = key(random.nextInt(ROWS));
            changes.put(key, random.nextInt(4) == 0 ? null : SimulatedTable.row(key, 1_000_000 + i));
        }
        source.commit(changes);
        applier().apply(List.of(source.streamed(1)));
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
        return open(source, target);
    }

    private static Window open(SourceDatabase source, TargetDatabase target) {
        return new WindowOpener(
                        source,
                        target,
                        (condition, atMost) -> condition.getAsBoolean(),
                        Duration.ZERO,
                        SnapshotAdmission.ALWAYS,
                        WindowListener.NONE)
                .open("test", List.of(SimulatedTable.TABLE));
    }

    private static Set<RowKey> keys(ChunkOutcome outcome) {
        List<RowKey> keys = outcome.findings().stream()
                .map(finding -> ((Finding.OfRow) finding).key())
                .toList();
        assertThat(keys).doesNotHaveDuplicates();
        return keys.stream().collect(Collectors.toCollection(HashSet::new));
    }

    private static RowKey key(int i) {
        return RowKey.of("k%06d".formatted(i));
    }
}
