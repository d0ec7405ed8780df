package dev.reconciler.discrepancy.internal;

import dev.reconciler.audit.AuditTrail;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Recorded.Outcome;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Discrepancies in the control database. A transaction locks discrepancies first, in the order of their ids, then the audit chain. */
public final class JdbiDiscrepancies implements Discrepancies {
    private final Jdbi jdbi;
    private final AuditTrail<Handle> audit;
    private final InstantSource clock;
    private final DiscrepancyReads reads;

    public JdbiDiscrepancies(Jdbi jdbi, AuditTrail<Handle> audit, InstantSource clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
        this.reads = new DiscrepancyReads(jdbi);
    }

    @Override
    public Recorded record(
            String pipeline, Finding finding, Proof proof, Cause cause, String causeEvidence, Severity severity) {
        Sighting sighting = new Sighting(
                Fingerprint.of(pipeline, finding),
                pipeline,
                finding,
                Evidence.of(finding),
                proof,
                cause,
                causeEvidence,
                severity,
                now());
        return jdbi.inTransaction(transaction -> {
            if (DiscrepancyWrites.insertAbsent(transaction, sighting)) {
                Discrepancy created = DiscrepancyWrites.lock(transaction, sighting.id())
                        .orElseThrow()
                        .discrepancy();
                append(
                        transaction,
                        created,
                        DiscrepancyState.OPEN,
                        "verification",
                        proof.job() + " run " + proof.run());
                return new Recorded(created, Outcome.NEW);
            }
            return recordAgain(transaction, sighting);
        });
    }

    /** The insert found a row, if need be by waiting for the recorder that made it; nobody else changes it from here on. */
    private Recorded recordAgain(Handle transaction, Sighting sighting) {
        DiscrepancyRow row = DiscrepancyWrites.lock(transaction, sighting.id()).orElseThrow();
        Discrepancy before = row.discrepancy();
        boolean outdated = sighting.proof().fenceSequence() < before.proof().fenceSequence();
        if (outdated || stands(row.standing(), sighting)) {
            DiscrepancyWrites.count(transaction, sighting);
            return new Recorded(locked(transaction, sighting.id()), Outcome.SEEN_AGAIN);
        }
        if (before.state().isOpen()) {
            boolean same = sighting.evidence().sameImages(before.source(), before.target());
            DiscrepancyWrites.see(
                    transaction, sighting.over(before), before.state(), before.stateSince(), same ? 0 : 1);
            return new Recorded(locked(transaction, sighting.id()), Outcome.SEEN_AGAIN);
        }
        DiscrepancyWrites.see(transaction, sighting, DiscrepancyState.OPEN, sighting.at(), 1);
        Discrepancy reopened = locked(transaction, sighting.id());
        append(
                transaction,
                reopened,
                before.state(),
                "verification",
                "found again by " + sighting.proof().job());
        return new Recorded(reopened, Outcome.REOPENED);
    }

    private static boolean stands(@Nullable Standing standing, Sighting sighting) {
        return standing != null
                && (standing.until() == null || sighting.at().isBefore(standing.until()))
                && sighting.evidence().sameImages(standing.source(), standing.target());
    }

    @Override
    public Discrepancy settle(String id, int expectedVersion, Settlement settlement, String actor, String note) {
        return jdbi.inTransaction(transaction -> {
            Discrepancy before = DiscrepancyWrites.lock(transaction, id)
                    .orElseThrow(() -> new UnknownIdException("discrepancy", id))
                    .discrepancy();
            if (before.version() != expectedVersion) {
                throw new StaleVersionException(id, expectedVersion, before.version());
            }
            if (!before.state().next().contains(settlement.to())) {
                throw new IllegalTransitionException(id, before.state(), settlement.to());
            }
            DiscrepancyWrites.settle(transaction, id, settlement, now());
            Discrepancy after = locked(transaction, id);
            append(transaction, after, before.state(), actor, note);
            return after;
        });
    }

    @Override
    public List<Discrepancy> heal(Collection<String> ids, Proof proof) {
        return jdbi.inTransaction(transaction -> {
            List<Discrepancy> before = DiscrepancyWrites.lockOpen(transaction, ids, proof.fenceSequence());
            Instant at = now();
            for (Discrepancy each : before) {
                DiscrepancyWrites.settle(transaction, each.id(), Settlement.to(DiscrepancyState.HEALED), at);
            }
            List<Discrepancy> healed =
                    before.stream().map(each -> locked(transaction, each.id())).toList();
            String note = proof.job() + " run " + proof.run() + " found agreement at " + proof.fencePosition();
            for (int i = 0; i < healed.size(); i++) {
                append(transaction, healed.get(i), before.get(i).state(), "verification", note);
            }
            return healed;
        });
    }

    private void append(Handle transaction, Discrepancy after, DiscrepancyState from, String actor, String note) {
        audit.append(transaction, after.pipeline(), List.of(Audited.transition(after, from, actor, note)));
    }

    private static Discrepancy locked(Handle transaction, String id) {
        return DiscrepancyWrites.lock(transaction, id).orElseThrow().discrepancy();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<Discrepancy> open(String pipeline, String table) {
        return reads.open(pipeline, table);
    }

    @Override
    public Optional<Discrepancy> find(String id) {
        return reads.find(id);
    }

    @Override
    public Page<Discrepancy> search(DiscrepancyQuery query) {
        return reads.search(query);
    }

    @Override
    public List<OpenCount> openCounts(String pipeline) {
        return reads.openCounts(pipeline);
    }

    @Override
    public Optional<Instant> oldest(String pipeline, DiscrepancyState state) {
        return reads.oldest(pipeline, state);
    }
}
