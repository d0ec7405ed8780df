package dev.reconciler.cdc.simulation;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPlan;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.UncheckedCorrector;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.checksum.BucketCheck;
import dev.reconciler.verify.checksum.ChecksumCheck;
import dev.reconciler.window.Lane;
import dev.reconciler.window.NotCaughtUpException;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.VoidWindowException;
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
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One seed's world. The real window, verification, applier and corrector run on endpoints in memory; at each of their hook
 * points, and between them, chance decides what the others do: commits, visibility, batches, lost events, rogue writes,
 * pruning, crashes. Same claim as model/window_model.py: at F, exactly the keys at which the target differs from the source's
 * state at F are reported, and no correction leaves a key older than the stream has made it.
 */
final class Simulation {
    private static final int STEPS = 60;

    private final Random random;
    private final Mutant mutant;
    private final DigestMethod digest;
    private final boolean byBuckets;
    private final List<RowKey> keys;
    private final SimulatedSource source;
    private final SimulatedTarget target;
    private final Acts acts;
    private final Counts counts = new Counts();
    private final @Nullable StreamFollower follower;
    private @Nullable String streamFailure;
    private Applier applier;
    private int applied;
    private long lastValue;
    private int depth;

    Simulation(long seed, Mutant mutant) {
        this.random = new Random(seed);
        this.mutant = mutant;
        this.digest = seed % 2 == 0 ? DigestMethod.NATIVE : DigestMethod.CANONICAL;
        this.byBuckets = seed % 4 < 2;
        this.keys = IntStream.range(0, 2 + random.nextInt(7))
                .mapToObj(i -> RowKey.of("k" + i))
                .toList();
        boolean exact =
                random.nextInt(3) == 0 && mutant != Mutant.EXECUTED_AS_HIGH && mutant != Mutant.IMAGE_OUTSIDE_CONTENT;
        boolean exports = random.nextInt(3) == 0 && mutant != Mutant.FENCE_OF_ANOTHER_LANE;
        this.source = new SimulatedSource(mutant, exact);
        this.target = new SimulatedTarget(mutant, exports);
        source.meanwhile = this::interrupted;
        target.lanes = source::opened;
        this.acts = new Acts(random);
        target.store().setTableState(SimulatedTable.TABLE, new TableState.Live());
        this.applier = startApplier();
        this.follower = mutant == Mutant.NONE ? new StreamFollower(source, target) : null;
    }

    /**
     * Counts of the situations that the runs of many seeds have exercised; a simulation that never meets a key in doubt proves
     * nothing.
     */
    static final class Counts {
        int windows;
        int lanes;
        int lanesApart;
        int contentsSmaller;
        int highsLarger;
        int withDoubt;
        int drifts;
        int corrections;
        int crashes;
        int compared;
        int suspects;
    }

    /** Runs the world; returns what went wrong, or null. */
    @Nullable
    String run(Counts total) {
        for (int step = 0; step < STEPS; step++) {
            String failure = random.nextInt(8) == 0 ? window() : null;
            if (failure != null) {
                return failure;
            }
            others();
            if (streamFailure != null) {
                return streamFailure;
            }
        }
        total.windows += counts.windows;
        total.lanes += counts.lanes;
        total.lanesApart += counts.lanesApart;
        total.contentsSmaller += counts.contentsSmaller;
        total.highsLarger += counts.highsLarger;
        total.withDoubt += counts.withDoubt;
        total.drifts += counts.drifts;
        total.corrections += counts.corrections;
        total.crashes += counts.crashes;
        total.compared += counts.compared;
        total.suspects += counts.suspects;
        return null;
    }

    private @Nullable String window() {
        WindowOpener opener = new WindowOpener(
                source,
                target,
                (condition, atMost) -> {
                    for (int i = 0; i < 40 && !condition.getAsBoolean(); i++) {
                        others();
                    }
                    return condition.getAsBoolean();
                },
                Duration.ofSeconds(1),
                SnapshotAdmission.ALWAYS,
                new WindowListener() {
                    @Override
                    public void pinned() {
                        interrupted();
                    }

                    @Override
                    public void sourceSnapshotTaken() {
                        interrupted();
                    }

                    @Override
                    public void highNoted() {
                        interrupted();
                    }

                    @Override
                    public void targetSnapshotTaken() {
                        interrupted();
                    }
                });
        source.windowOpens();
        target.windowOpens(true);
        int crashesBefore = counts.crashes;
        try (Window window = opener.open("simulation", List.of(SimulatedTable.TABLE), 1 + random.nextInt(3))) {
            interrupted();
            if (counts.crashes > crashesBefore) {
                return null; // its process died with its sessions
            }
            counts.windows++;
            return judge(window);
        } catch (NotCaughtUpException | VoidWindowException e) {
            return null;
        } finally {
            target.windowOpens(false);
        }
    }

    /** Each lane that is an instance of its own verifies all keys. */
    private @Nullable String judge(Window window) {
        List<Lane> lanes = List.copyOf(new LinkedHashSet<>(window.lanes()));
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            count(lane, source.opened().get(i), window.lane());
            int fenced = mutant == Mutant.FENCE_OF_ANOTHER_LANE ? (i + 1) % lanes.size() : i;
            String failure = judge(lane, lanes.get(fenced).fence());
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private void count(Lane lane, SimulatedSource.Opened opened, Lane first) {
        counts.lanes++;
        counts.lanesApart += lane.fence().sequence() > first.fence().sequence() ? 1 : 0;
        counts.contentsSmaller += opened.smaller() ? 1 : 0;
        counts.highsLarger += ((Lsn) lane.high()).value() > opened.last() ? 1 : 0;
        counts.withDoubt += lane.doubt().size() > 0 ? 1 : 0;
    }

    private @Nullable String judge(Lane lane, Checkpoint at) {
        List<Finding> findings;
        try (SnapshotPair snapshots = SnapshotPair.open(lane, Runnable::run)) {
            ChunkOutcome outcome = byBuckets
                    ? new BucketCheck(
                                    SimulatedTable.TABLE,
                                    TenantScope.all(),
                                    digest,
                                    lane.doubt(),
                                    snapshots,
                                    RowLimit.NONE)
                            .verify()
                    : new ChecksumCheck(SimulatedTable.TABLE, TenantScope.all(), digest, lane.doubt(), snapshots)
                            .verify(KeyRange.ALL);
            findings = outcome.findings();
        }
        long fence = ((Lsn) at.position()).value();
        NavigableMap<RowKey, Row> truth = source.stateAt(fence);
        Map<RowKey, Row> held = lane.target().reader().rowsByKey(SimulatedTable.TABLE, keys);
        Set<RowKey> drifted = keys.stream()
                .filter(key -> !Objects.equals(truth.get(key), held.get(key)))
                .collect(Collectors.toSet());
        Set<RowKey> reported =
                findings.stream().map(f -> ((Finding.OfRow) f).key()).collect(Collectors.toSet());
        if (!drifted.equals(reported) || reported.size() != findings.size()) {
            return "reported " + reported + ", true drift at " + fence + " is " + drifted;
        }
        counts.drifts += drifted.size();
        for (Finding finding : findings) {
            String failure = correct(at, (Finding.OfRow) finding);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private @Nullable String correct(Checkpoint fence, Finding.OfRow finding) {
        if (!finding.sourceKnown()) {
            return null; // its image comes from a later window
        }
        interrupted();
        RowKey key = finding.key();
        boolean newer = source.log().subList((int) ((Lsn) fence.position()).value(), applied).stream()
                .anyMatch(t -> t.writes().containsKey(key));
        Row before = target.row(key);
        boolean judged = Objects.equals(before, finding.target());
        CorrectionPlan plan = CorrectionPlan.applySource(
                "discrepancy", SimulatedTable.TABLE, key, finding.source(), finding.target());
        corrector().correct(fence, List.of(plan), "simulation");
        Row after = target.row(key);
        if (!Objects.equals(before, after)) {
            counts.corrections++;
        }
        if (newer && !Objects.equals(before, after)) {
            return "a correction overwrote a newer " + key;
        }
        boolean provable = !newer && judged && target.store().floor() <= fence.sequence();
        if (provable && !Objects.equals(after, source.stateAt(applied).get(key))) {
            return "a correction left " + key + " wrong";
        }
        return null;
    }

    private Corrector corrector() {
        return mutant == Mutant.CORRECT_WITHOUT_POSITION
                ? new UncheckedCorrector(target.store())
                : new Corrector(target.store(), () -> Instant.EPOCH, () -> "correction", CorrectionHooks.NONE);
    }

    /** Some of the other actors run while one is at a hook point. */
    private void interrupted() {
        for (int i = random.nextInt(6); i > 0; i--) {
            others();
        }
    }

    /** One action of another actor. */
    private void others() {
        if (depth > 0) {
            return;
        }
        depth++;
        try {
            if (follower != null && streamFailure == null && random.nextInt(8) == 0) {
                streamFailure = follower.step(1 + random.nextInt(6), counts);
            }
            switch (acts.next(random)) {
                case COMMIT -> commit();
                case BECOME_VISIBLE -> source.makeVisible(random);
                case BECOME_EXECUTED -> source.execute(random);
                case APPLY -> batch();
                case PRUNE -> target.prune(source.probe());
                case CRASH -> crash();
                case ROGUE_WRITE -> rogueWrite();
            }
        } finally {
            depth--;
        }
    }

    private void rogueWrite() {
        RowKey key = keys.get(random.nextInt(keys.size()));
        Row rogue = SimulatedTable.row(key, -1 - random.nextInt(99));
        target.store().rogueWrite(SimulatedTable.TABLE, key, random.nextInt(3) == 0 ? null : rogue);
    }

    private void commit() {
        Set<RowKey> locked = source.locked();
        List<RowKey> free = new ArrayList<>(keys);
        free.removeAll(locked);
        NavigableMap<RowKey, Row> now = source.stateAt(source.log().size());
        Map<RowKey, @Nullable Row> writes = new HashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0 && !free.isEmpty(); i--) {
            RowKey key = free.remove(random.nextInt(free.size()));
            boolean deletes = random.nextInt(5) == 0 && now.containsKey(key);
            Row held = target.row(key);
            // Sometimes the source writes the target's value, as after a drift.
            Row row = held != null && random.nextInt(4) == 0 ? held : SimulatedTable.row(key, ++lastValue);
            writes.put(key, deletes ? null : row);
        }
        if (!writes.isEmpty()) {
            source.commit(writes);
        }
    }

    private void batch() {
        List<SourceTransaction> batch = new ArrayList<>();
        int until = Math.min(source.log().size(), applied + 1 + random.nextInt(4));
        Set<RowKey> touched = new HashSet<>();
        while (applied < until) {
            touched.addAll(source.log().get(applied).writes().keySet());
            batch.add(source.streamed(applied++));
        }
        if (batch.isEmpty()) {
            return;
        }
        Map<RowKey, @Nullable Row> before = new HashMap<>();
        touched.forEach(key -> before.put(key, target.row(key)));
        applier.apply(batch);
        target.batchApplied();
        before.forEach((key, row) -> {
            if (random.nextInt(20) == 0) {
                target.store().rogueWrite(SimulatedTable.TABLE, key, row); // the applier lost this event
            }
        });
    }

    private void crash() {
        counts.crashes++;
        target.crash();
        applier = startApplier();
        if (follower != null) {
            follower.restart();
        }
    }

    private Applier startApplier() {
        Checkpoint from = target.store().acquireLease("simulation");
        return new Applier(
                target.store(),
                ApplyExtent.write(List.of(SimulatedTable.TABLE), TenantScope.all()),
                from,
                ApplySettings.of(10_000, 20_000),
                new Clocks(() -> Instant.EPOCH, System::nanoTime),
                ApplyListener.NONE,
                ApplyHooks.NONE,
                position -> {});
    }
}
