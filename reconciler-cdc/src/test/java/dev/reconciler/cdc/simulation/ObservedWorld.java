package dev.reconciler.cdc.simulation;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyMode;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.InMemorySource;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.checksum.ChecksumCheck;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.ConfirmSettings;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.confirm.Rest;
import dev.reconciler.verify.confirm.Screened;
import dev.reconciler.verify.confirm.SettledConfirmation;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source and a target that applications write, an applier that only records, and readings of both; the test controls the time.
 */
final class ObservedWorld {
    static final ConfirmSettings SETTINGS = new ConfirmSettings(Duration.ofMillis(100), Duration.ofMillis(2_000));
    private static final Map<String, dev.reconciler.mapping.MappedTable> TABLES =
            Map.of(SimulatedTable.TABLE.id(), SimulatedTable.TABLE);

    final InMemorySource source = new InMemorySource(SimulatedTable.TABLE);
    final InMemoryTarget target = new InMemoryTarget(new Lsn(0));
    final Candidates candidates;
    private final Applier applier;
    private final ConfirmSettings settings;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int applied;

    /** The other actors' actions while a window opens; at least once they must let the stream continue. */
    Runnable others = () -> apply(1);

    /** The knowledge of both sides' streams. */
    Rest rest = Rest.UNKNOWN;

    ObservedWorld(Candidates candidates, ConfirmSettings settings) {
        this.candidates = candidates;
        this.settings = settings;
        target.setTableState(SimulatedTable.TABLE, new TableState.Live());
        applier = new Applier(
                target,
                new ApplyExtent(ApplyMode.RECORD, List.of(SimulatedTable.TABLE), TenantScope.all()),
                target.acquireLease("observer"),
                ApplySettings.of(10_000, 20_000),
                new Clocks(() -> Instant.EPOCH, System::nanoTime),
                ApplyListener.NONE,
                ApplyHooks.NONE,
                position -> {});
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Commits on the source; visible at once. */
    void writeSource(RowKey key, @Nullable Row row) {
        commitSource(key, row);
        source.makeVisible(new Random(0));
    }

    void commitSource(RowKey key, @Nullable Row row) {
        Map<RowKey, @Nullable Row> writes = new HashMap<>();
        writes.put(key, row);
        source.commit(writes);
    }

    void writeTarget(RowKey key, @Nullable Row row) {
        target.rogueWrite(SimulatedTable.TABLE, key, row);
    }

    /** Lets the recorder take some of what the source has logged. */
    void apply(int most) {
        List<SourceTransaction> batch = new ArrayList<>();
        while (applied < source.log().size() && batch.size() < most) {
            batch.add(source.streamed(applied++));
        }
        if (!batch.isEmpty()) {
            applier.apply(batch);
        }
    }

    /** Looks at every row. */
    Screened lookAtAll() {
        return look(null);
    }

    /** Looks again at what waits. */
    Screened lookAgain() {
        List<RowKey> keys = candidates.waiting(SimulatedTable.TABLE.id(), "", 1_000).stream()
                .map(candidate -> RowKey.decode(candidate.place().subject()))
                .toList();
        return look(keys);
    }

    @Nullable
    Candidate candidate(RowKey key) {
        return candidates
                .find(SimulatedTable.TABLE.id(), List.of(key.encoded()))
                .get(key.encoded());
    }

    private Screened look(@Nullable Collection<RowKey> again) {
        Instant begun = now;
        WindowOpener opener = new WindowOpener(
                source,
                target,
                (condition, atMost) -> {
                    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
                        others.run();
                    }
                    return condition.getAsBoolean();
                },
                Duration.ofSeconds(1),
                SnapshotAdmission.ALWAYS,
                WindowListener.NONE);
        // The state after a restart: only the candidates are kept.
        SettledConfirmation confirmation = new SettledConfirmation(candidates, TABLES, settings, rest, this::now);
        try (Window window = opener.open("observe", List.of(SimulatedTable.TABLE));
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            if (again == null) {
                Collection<Finding> found = new ChecksumCheck(
                                SimulatedTable.TABLE,
                                TenantScope.all(),
                                DigestMethod.NATIVE,
                                window.lane().doubt(),
                                snapshots)
                        .verify(KeyRange.ALL)
                        .findings();
                return confirmation.screen(window.lane(), found, Look.FIRST);
            }
            List<Finding> found = new ArrayList<>(new KeyCheck(
                            SimulatedTable.TABLE,
                            TenantScope.all(),
                            window.lane().doubt(),
                            snapshots)
                    .verify(again));
            Set<RowKey> keys = new HashSet<>(again);
            return confirmation.screen(
                    window.lane(), found, Look.again(Map.of(SimulatedTable.TABLE.id(), keys), begun));
        }
    }

    /** Keys whose rows are not the same on both sides, by the plain truth. */
    Set<RowKey> different(Collection<RowKey> keys) {
        Set<RowKey> different = new HashSet<>();
        var truth = source.stateAt(source.log().size());
        var held = target.rows(SimulatedTable.TABLE);
        keys.forEach(key -> {
            if (!Objects.equals(truth.get(key), held.get(key))) {
                different.add(key);
            }
        });
        return different;
    }
}
