package dev.reconciler.discrepancy.internal;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.AuditTrail;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Page;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.DependentFinding;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.KeptCount;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Settlement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Discrepancies in the control database. A transaction locks discrepancies first, in the order of their ids, then the audit chain. */
public final class JdbiDiscrepancies implements Discrepancies {
    private final Jdbi jdbi;
    private final AuditTrail<Handle> audit;
    private final InstantSource clock;
    private final DiscrepancyReads reads;
    private final DiscrepancyWrites writes;
    private final DependentReads dependents;

    public JdbiDiscrepancies(Jdbi jdbi, ControlDialect sql, AuditTrail<Handle> audit, InstantSource clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
        this.reads = new DiscrepancyReads(jdbi, sql);
        this.writes = new DiscrepancyWrites(sql);
        this.dependents = new DependentReads(jdbi);
    }

    @Override
    public List<Recorded> record(String pipeline, Proof proof, List<Found> findings) {
        Instant at = now();
        List<Sighting> sightings = findings.stream()
                .map(found -> Sighting.of(pipeline, found, proof, at))
                .toList();
        Map<String, Sighting> different = new LinkedHashMap<>();
        List<Recorded> recorded = new ArrayList<>();
        for (Sighting sighting : sightings) {
            if (different.containsKey(sighting.id())) {
                recorded.addAll(inOneTransaction(pipeline, different.values()));
                different.clear();
            }
            different.put(sighting.id(), sighting);
        }
        recorded.addAll(inOneTransaction(pipeline, different.values()));
        return recorded;
    }

    private List<Recorded> inOneTransaction(String pipeline, Collection<Sighting> different) {
        if (different.isEmpty()) {
            return List.of();
        }
        return jdbi.inTransaction(transaction -> {
            Recording recording = new Recording(transaction, reads, writes);
            List<Recorded> recorded = recording.record(different);
            audit.append(transaction, pipeline, recording.audit());
            return recorded;
        });
    }

    @Override
    public Discrepancy settle(String id, int expectedVersion, Settlement settlement, String actor, String note) {
        Change change = new Change(id, expectedVersion, settlement, actor, note);
        return jdbi.inTransaction(transaction -> {
            DiscrepancyRow row = writes.lock(transaction, List.of(id)).get(id);
            if (row == null) {
                throw new UnknownIdException("discrepancy", id);
            }
            if (row.discrepancy().lifecycle().version() != expectedVersion) {
                throw new StaleVersionException(
                        id, expectedVersion, row.discrepancy().lifecycle().version());
            }
            return settled(transaction, List.of(row.discrepancy()), Map.of(id, change))
                    .get(0);
        });
    }

    @Override
    public Map<String, Discrepancy> settleAll(Collection<Change> changes) {
        Map<String, Change> byId = changes.stream().collect(Collectors.toMap(Change::id, Function.identity()));
        return jdbi.inTransaction(transaction -> {
            List<Discrepancy> asSeen = writes.lock(transaction, byId.keySet()).values().stream()
                    .map(DiscrepancyRow::discrepancy)
                    .filter(each -> each.lifecycle().version()
                            == Objects.requireNonNull(byId.get(each.id())).version())
                    .toList();
            return settled(transaction, asSeen, byId).stream()
                    .collect(Collectors.toMap(Discrepancy::id, Function.identity()));
        });
    }

    @Override
    public List<Discrepancy> heal(Collection<String> ids, Proof proof) {
        String note = proof.job() + " run " + proof.run() + " found agreement at " + proof.fencePosition();
        return jdbi.inTransaction(transaction -> {
            List<Discrepancy> before = writes.lockOpen(transaction, ids, proof.fenceSequence());
            return settled(
                    transaction,
                    before,
                    before.stream()
                            .map(each -> new Change(
                                    each.id(),
                                    each.lifecycle().version(),
                                    Settlement.to(DiscrepancyState.HEALED),
                                    "verification",
                                    note))
                            .collect(Collectors.toMap(Change::id, Function.identity())));
        });
    }

    /** @param before locked, and at the versions that the changes name */
    private List<Discrepancy> settled(Handle transaction, List<Discrepancy> before, Map<String, Change> changes) {
        List<Change> made = new ArrayList<>();
        for (Discrepancy each : before) {
            Change change = Objects.requireNonNull(changes.get(each.id()));
            if (!each.state().next().contains(change.settlement().to())) {
                throw new IllegalTransitionException(
                        each.id(), each.state(), change.settlement().to());
            }
            made.add(change);
        }
        writes.settle(transaction, made, now());
        Map<String, Discrepancy> after =
                reads.byId(transaction, made.stream().map(Change::id).toList());
        Map<String, List<AuditRecord>> records = new TreeMap<>();
        for (Discrepancy each : before) {
            Change change = Objects.requireNonNull(changes.get(each.id()));
            records.computeIfAbsent(each.pipeline(), pipeline -> new ArrayList<>())
                    .add(Audited.transition(Objects.requireNonNull(after.get(each.id())), each.state(), change));
        }
        records.forEach((pipeline, ofPipeline) -> audit.append(transaction, pipeline, ofPipeline));
        return before.stream()
                .map(each -> Objects.requireNonNull(after.get(each.id())))
                .toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<Discrepancy> open(String pipeline, String table, String after, int limit) {
        return reads.open(pipeline, table, after, limit);
    }

    @Override
    public Optional<Discrepancy> find(String id) {
        return reads.find(id);
    }

    @Override
    public List<Discrepancy> findAll(Collection<String> ids) {
        return reads.findAll(ids);
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
    public List<KeptCount> keptCounts(String pipeline) {
        return reads.keptCounts(pipeline);
    }

    @Override
    public List<DependentFinding> openDependents(String pipeline, int limit) {
        return dependents.open(pipeline, limit);
    }

    @Override
    public Set<String> tablesSettledSince(String pipeline, Instant since) {
        return dependents.tablesSettledSince(pipeline, since);
    }

    @Override
    public Optional<Instant> oldest(String pipeline, DiscrepancyState state) {
        return reads.oldest(pipeline, state);
    }
}
