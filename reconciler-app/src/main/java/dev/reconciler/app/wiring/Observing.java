package dev.reconciler.app.wiring;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.ledger.LedgerPruner;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.targetstream.RestByStreams;
import dev.reconciler.targetstream.TargetRecord;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.ConfirmSettings;
import dev.reconciler.verify.confirm.Rest;
import dev.reconciler.verify.confirm.SettledConfirmation;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** The decisions that depend on the mode, and on what the source proves. */
final class Observing {
    private static final Duration GIVE_WAY = Duration.ofMillis(400);

    private Observing() {}

    /** Returns the way in which a finding is confirmed. */
    static Confirming confirming(
            ReconcilerConfig config, Databases databases, Candidates candidates, TargetRecord target) {
        if (!databases.confirms(config)) {
            return Confirming.atOnce(RealTime.CLOCK);
        }
        ConfirmSettings settings = new ConfirmSettings(
                config.jobs().observe().settle(), config.jobs().observe().inFlightMax());
        return new Confirming(
                new SettledConfirmation(
                        candidates,
                        databases.pipeline().tables().stream()
                                .collect(Collectors.toMap(MappedTable::id, table -> table)),
                        settings,
                        config.jobs().observe().targetStream() ? new RestByStreams(target) : Rest.UNKNOWN,
                        RealTime.CLOCK),
                candidates,
                settings.settle(),
                RealTime.PATIENCE,
                RealTime.CLOCK,
                databases.unproven() == null ? "" : "confirmed, not proven: " + databases.unproven());
    }

    /** The time between a change and the comparison of its row in the target. */
    static Duration settle(ReconcilerConfig config, Databases databases) {
        return databases.confirms(config) ? config.jobs().observe().settle() : Duration.ZERO;
    }

    /**
     * The time that a correction waits for a row's lock; empty for the engine's default. It is shorter than the server's
     * deadlock_timeout (1 s): when a correction and an application wait for each other, the correction is the one that fails.
     */
    static Optional<Duration> lockTimeout(ReconcilerConfig config) {
        return config.mode() == Mode.REPLICATE ? Optional.empty() : Optional.of(GIVE_WAY);
    }

    /** Returns the filler; empty in mode observe, in which applications fill the tables. */
    static Optional<Filler> filler(ReconcilerConfig config, Filler filler) {
        return config.mode() == Mode.REPLICATE ? Optional.of(filler) : Optional.empty();
    }

    /**
     * Prunes the ledger by the source's present content. Where findings are confirmed, it prunes by an earlier content, so that the
     * ledger still covers the time from a candidate's first reading to its second.
     */
    static LedgerPruner pruner(ReconcilerConfig config, Databases databases) {
        Duration keep = databases.confirms(config)
                ? config.jobs()
                        .observe()
                        .settle()
                        .multipliedBy(4)
                        .plus(config.jobs().windows().maxDuration())
                : Duration.ZERO;
        return new LedgerPruner(databases.pipeline().source()::probe, keep, RealTime.CLOCK);
    }
}
