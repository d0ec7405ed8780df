package dev.reconciler.cdc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.InFlight;
import dev.reconciler.verify.confirm.Screened;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each interleaving that the argument of SettledConfirmation names, with the candidates in a real control store. */
@Tag("db")
class SettledConfirmationTest {
    private static final Duration SETTLE = ObservedWorld.SETTINGS.settle();
    private static final RowKey KEY = RowKey.of("1");

    private final ControlStore control = new ControlStore();
    private final JdbiCandidates candidates = new JdbiCandidates(control.jdbi(), control.dialect(), "shop");
    private final ObservedWorld world = new ObservedWorld(candidates, ObservedWorld.SETTINGS);

    private static List<DiscrepancyType> types(Screened screened) {
        return screened.confirmed().stream().map(Finding::type).toList();
    }

    private Candidate candidate() {
        return Objects.requireNonNull(world.candidate(KEY));
    }

    /** Looks again until something is confirmed, a settle time apart; two looks are what it takes where rows have no versions. */
    private List<DiscrepancyType> lookTwice() {
        assertThat(types(world.lookAgain())).isEmpty();
        world.pass(SETTLE);
        return types(world.lookAgain());
    }

    @Test
    void aDifferenceIsConfirmedByReadingsASettleTimeApartAndNotBefore() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        assertThat(types(world.lookAtAll())).isEmpty();
        world.pass(SETTLE.minusMillis(1));
        assertThat(types(world.lookAgain())).isEmpty();
        world.pass(Duration.ofMillis(1));
        // The first reading went on counting, although there was one in between.
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(candidate().readings().rested()).isTrue();
        world.pass(SETTLE.minusMillis(1));
        assertThat(types(world.lookAgain())).isEmpty();
        world.pass(Duration.ofMillis(1));
        assertThat(types(world.lookAgain())).containsExactly(DiscrepancyType.MISSING_IN_TARGET);
        assertThat(candidate().confirmed()).isTrue();
        assertThat(candidates.waiting(SimulatedTable.TABLE.id(), "", 10)).isEmpty();
    }

    @Test
    void aKeyThatBothStreamsVouchForSinceASettleTimeBeforeTheWindowIsConfirmedByTheReadingThatFindsIt() {
        List<Instant> asked = new ArrayList<>();
        world.rest = (latest, target, table, keys) -> {
            asked.add(latest);
            return Set.copyOf(keys);
        };
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        assertThat(types(world.lookAtAll())).isEmpty();
        assertThat(asked)
                .as("when the snapshots of a whole run were taken is not known")
                .isEmpty();

        Instant begun = world.now();
        assertThat(types(world.lookAgain())).containsExactly(DiscrepancyType.MISSING_IN_TARGET);
        assertThat(asked).containsExactly(begun.minus(SETTLE));
        assertThat(candidate().confirmed()).isTrue();
    }

    @Test
    void aKeyInDoubtIsNotConfirmedWhateverTheStreamsVouchFor() {
        world.rest = (latest, target, table, keys) -> Set.copyOf(keys);
        world.commitSource(KEY, SimulatedTable.row(KEY, 2)); // logged and streamed, not visible to any snapshot yet
        assertThat(types(world.lookAtAll())).isEmpty();
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(candidate().readings().last().isWhole()).isFalse();
    }

    @Test
    void aWriteThatArrivesInTimeDismissesTheCandidate() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        world.writeTarget(KEY, SimulatedTable.row(KEY, 1));
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(world.candidate(KEY)).isNull();
    }

    @Test
    void aTargetThatWasWrittenFirstIsNoExtraRow() {
        world.writeTarget(KEY, SimulatedTable.row(KEY, 1));
        assertThat(types(world.lookAtAll())).isEmpty();
        assertThat(candidate().type()).isEqualTo(DiscrepancyType.EXTRA_IN_TARGET);
        world.pass(SETTLE.dividedBy(2));
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(world.candidate(KEY)).isNull();
    }

    @Test
    void aKeyInsertedAndDeletedBetweenTheReadingsStartsTheTimeAnew() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        Instant seen = candidate().readings().first();
        world.writeSource(KEY, null);
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.pass(SETTLE);
        // Both readings saw the same; only the ledger knows that there was something in between.
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(candidate().readings().changes()).isEqualTo(1);
        assertThat(candidate().readings().first()).isEqualTo(seen);
        world.pass(SETTLE);
        assertThat(lookTwice()).containsExactly(DiscrepancyType.MISSING_IN_TARGET);
    }

    /** Found by the simulation: both readings see the row missing, and both times it is a write under way. */
    @Test
    void aRowThatCameAndIsBeingDeletedFromTheTargetFirstIsNotMissing() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        world.writeTarget(KEY, SimulatedTable.row(KEY, 1));
        world.pass(SETTLE);
        world.writeTarget(KEY, null);
        assertThat(types(world.lookAgain())).isEmpty();
        world.writeSource(KEY, null);
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(world.candidate(KEY)).isNull();
    }

    @Test
    void aTargetThatChangesStartsTheTimeAnew() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.writeTarget(KEY, SimulatedTable.row(KEY, 5));
        world.lookAtAll();
        world.writeTarget(KEY, SimulatedTable.row(KEY, 6));
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).isEmpty();
        world.pass(SETTLE);
        assertThat(lookTwice()).containsExactly(DiscrepancyType.FIELD_MISMATCH);
    }

    @Test
    void aLedgerPrunedPastTheFirstReadingStartsTheTimeAnew() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        world.writeSource(RowKey.of("2"), SimulatedTable.row(RowKey.of("2"), 1));
        world.writeTarget(RowKey.of("2"), SimulatedTable.row(RowKey.of("2"), 1));
        world.apply(10);
        SnapshotContent all = world.source.probe();
        world.target.pruning().prune(all);
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).isEmpty();
        assertThat(candidate().readings().changes())
                .as("nothing is known to have changed")
                .isZero();
        world.pass(SETTLE);
        assertThat(lookTwice()).containsExactly(DiscrepancyType.MISSING_IN_TARGET);
    }

    @Test
    void aKeyInDoubtIsInFlightAndItsReadingConfirmsNothing() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.writeTarget(KEY, SimulatedTable.row(KEY, 1));
        world.commitSource(KEY, SimulatedTable.row(KEY, 2)); // logged and streamed, not visible to any snapshot yet
        assertThat(types(world.lookAtAll())).isEmpty();
        assertThat(candidate().readings().last().isWhole()).isFalse();
        world.pass(SETTLE.multipliedBy(3));
        assertThat(types(world.lookAgain())).isEmpty();
        world.writeTarget(KEY, SimulatedTable.row(KEY, 2));
        world.lookAgain();
        assertThat(world.candidate(KEY))
                .as("the target holds what the ledger says, although no snapshot of the source does")
                .isNull();
    }

    @Test
    void aKeyThatChangesAllTheTimeIsInFlightWithItsAgeAndInTheEndADiscrepancyOfItsOwn() {
        Instant began = world.now();
        Screened screened = new Screened(List.of(), List.of());
        int readings = 0;
        while (types(screened).isEmpty()) {
            world.writeSource(KEY, SimulatedTable.row(KEY, ++readings));
            world.pass(SETTLE);
            screened = readings == 1 ? world.lookAtAll() : world.lookAgain();
            InFlight inFlight = candidates.inFlight().get(0);
            assertThat(inFlight.rows()).isEqualTo(1);
            assertThat(inFlight.since()).isEqualTo(began.plus(SETTLE));
            assertThat(readings).isLessThan(100);
        }
        assertThat(types(screened)).containsExactly(DiscrepancyType.TEMPORAL_INCONSISTENCY);
        assertThat(Duration.between(began, world.now())).isGreaterThan(ObservedWorld.SETTINGS.inFlightMax());
        assertThat(((Finding.TemporalInconsistency) screened.confirmed().get(0)).detail())
                .contains("since " + began.plus(SETTLE))
                .contains((readings - 1) + " changes");
        assertThat(candidates.inFlight().get(0).overdue()).isEqualTo(1);
        world.writeSource(KEY, SimulatedTable.row(KEY, 0));
        world.pass(SETTLE);
        assertThat(types(world.lookAgain())).as("once is enough").isEmpty();
    }

    @Test
    void aCandidateThatNobodyLookedAtForLongDidNotChangeAllTheTime() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        for (int i = 2; i < 6; i++) {
            world.writeSource(KEY, SimulatedTable.row(KEY, i));
            world.pass(ObservedWorld.SETTINGS.inFlightMax().plusMillis(1));
            assertThat(types(world.lookAgain())).isEmpty();
        }
    }

    @Test
    void aRestartDropsNoCandidate() {
        world.writeSource(KEY, SimulatedTable.row(KEY, 1));
        world.lookAtAll();
        // Another process finds it in the store, and its first reading still counts.
        assertThat(new JdbiCandidates(control.jdbi(), control.dialect(), "shop")
                        .waiting(SimulatedTable.TABLE.id(), "", 10)
                        .get(0))
                .isEqualTo(candidate());
        world.pass(SETTLE);
        assertThat(lookTwice()).containsExactly(DiscrepancyType.MISSING_IN_TARGET);
    }
}
