package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.ledger.LedgerPruner;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.targetstream.RestByStreams;
import dev.reconciler.targetstream.TargetRecord;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.ConfirmSettings;
import dev.reconciler.verify.confirm.Rest;
import dev.reconciler.verify.confirm.SettledConfirmation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the mode decides, in one place. */
final class Observing {
    private static final Duration GIVE_WAY = Duration.ofMillis(400);

    private Observing() {}

    /** How what a window shows comes to be proven. */
    static Confirming confirming(
            ReconcilerConfig config, Candidates candidates, TargetRecord target, List<MappedTable> tables) {
        if (config.mode() == Mode.REPLICATE) {
            return Confirming.atOnce(RealTime.CLOCK);
        }
        ConfirmSettings settings =
                new ConfirmSettings(config.observe().settle(), config.observe().inFlightMax());
        return new Confirming(
                new SettledConfirmation(
                        candidates,
                        tables.stream().collect(Collectors.toMap(MappedTable::id, table -> table)),
                        settings,
                        config.observe().targetStream() ? new RestByStreams(target) : Rest.UNKNOWN,
                        RealTime.CLOCK),
                candidates,
                settings.settle(),
                RealTime.PATIENCE,
                RealTime.CLOCK);
    }

    /** How long a change rests before its row is compared in the target. */
    static Duration settle(ReconcilerConfig config) {
        return config.mode() == Mode.REPLICATE
                ? Duration.ZERO
                : config.observe().settle();
    }

    /**
     * How long a correction waits for a row; empty for the engine's default. Less than a server takes to look for a deadlock (deadlock_timeout, 1 s): where a
     * correction and an application wait for each other, it is the correction that gives way.
     */
    static Optional<Duration> lockTimeout(ReconcilerConfig config) {
        return config.mode() == Mode.REPLICATE ? Optional.empty() : Optional.of(GIVE_WAY);
    }

    /** What fills tables; empty where others write them. */
    static Optional<Filler> filler(ReconcilerConfig config, Filler filler) {
        return config.mode() == Mode.REPLICATE ? Optional.of(filler) : Optional.empty();
    }

    /**
     * What the ledger may be pruned by: what the source holds now; in mode observe what it held a while ago, so that the ledger
     * reaches back from a candidate's second reading to its first.
     */
    static LedgerPruner pruner(ReconcilerConfig config, Supplier<SnapshotContent> probe) {
        Duration keep = config.mode() == Mode.REPLICATE
                ? Duration.ZERO
                : config.observe()
                        .settle()
                        .multipliedBy(4)
                        .plus(config.windows().maxDuration());
        return new LedgerPruner(probe, keep, RealTime.CLOCK);
    }
}
