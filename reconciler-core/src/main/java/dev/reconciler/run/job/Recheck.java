package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.recheck.KeyPass;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidates;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies keys again in further windows: corrected keys, keys whose right image was unknown because they were in doubt, keys
 * that a newer change overtook, and keys with a pending confirmation, after the settle time. A key without finding is healed;
 * other keys are recorded, repaired if possible, and verified again. Keys that keep changing are left after some rounds: they
 * stay recorded, or in flight.
 */
public final class Recheck {
    private static final int ROUNDS = 6;
    private static final int LEFT = 100_000;

    private final RunContext context;
    private final Tally tally;
    private final Map<MappedTable, Set<RowKey>> again = new LinkedHashMap<>();
    private final Map<MappedTable, Map<RowKey, TenantId>> waiting = new LinkedHashMap<>();
    private final Map<String, Set<RowKey>> counted = new HashMap<>();

    public Recheck(RunContext context, Tally tally) {
        this.context = context;
        this.tally = tally;
    }

    /** Adds rows to be verified. */
    public void add(Collection<? extends Finding.OfRow> rows) {
        for (Finding.OfRow row : rows) {
            again.computeIfAbsent(table(row.table()), t -> new HashSet<>()).add(row.key());
        }
    }

    /** Adds the findings of a window that must be verified again. */
    public void add(Handled handled) {
        add(handled.again());
        for (Finding finding : handled.screened().waiting()) {
            if (finding instanceof Finding.OfRow row) {
                waiting.computeIfAbsent(table(row.table()), t -> new HashMap<>())
                        .put(row.key(), row.tenant());
            }
        }
    }

    public void verify() {
        addLeft();
        KeyPass pass = new KeyPass(context.pipeline(), context.pass(), context.findings(), context.confirming());
        for (int round = 0; round < ROUNDS && !(again.isEmpty() && waiting.isEmpty()); round++) {
            if (!waiting.isEmpty() && !context.confirming().settle(context.alive())) {
                throw new RunTakenException(context.run().id());
            }
            Map<MappedTable, Set<RowKey>> keys = new LinkedHashMap<>(again);
            waiting.forEach((table, ofTable) -> keys.merge(table, Set.copyOf(ofTable.keySet()), Recheck::union));
            Map<MappedTable, Map<RowKey, TenantId>> waited = new HashMap<>(waiting);
            again.clear();
            waiting.clear();
            pass.run(
                    "recheck " + context.run().id(),
                    keys,
                    handled -> {
                        count(handled, waited);
                        add(handled);
                    },
                    tally::unread);
        }
        tellInFlight();
    }

    /** The table's keys that were confirmed here, after a window of the run had left them pending. */
    Set<RowKey> confirmed(String table) {
        return Set.copyOf(counted.getOrDefault(table, Set.of()));
    }

    /** Counts each key once, even if it was corrected and found different again. */
    private void count(Handled handled, Map<MappedTable, Map<RowKey, TenantId>> waited) {
        for (Finding finding : handled.screened().confirmed()) {
            if (finding instanceof Finding.OfRow row
                    && waited.getOrDefault(table(row.table()), Map.of()).containsKey(row.key())
                    && counted.computeIfAbsent(row.table(), t -> new HashSet<>())
                            .add(row.key())) {
                tally.addConfirmed(row);
            }
        }
    }

    /** Adds the findings of an interrupted run in chunks that it does not read again. */
    private void addLeft() {
        Candidates candidates = context.confirming().candidates();
        if (candidates == null || context.done().isEmpty()) {
            return;
        }
        for (MappedTable table : context.tables()) {
            for (Candidate left : candidates.waiting(table.id(), "", LEFT)) {
                if (context.scope().contains(left.place().tenant())) {
                    waiting.computeIfAbsent(table, t -> new HashMap<>())
                            .putIfAbsent(
                                    RowKey.decode(left.place().subject()),
                                    left.place().tenant());
                }
            }
        }
    }

    private void tellInFlight() {
        Candidates candidates = context.confirming().candidates();
        if (candidates == null) {
            return;
        }
        waiting.forEach((table, keys) -> {
            List<String> subjects = keys.keySet().stream().map(RowKey::encoded).toList();
            candidates
                    .find(table.id(), subjects)
                    .values()
                    .forEach(candidate -> tally.inFlight(
                            table.id(),
                            candidate.place().tenant(),
                            Duration.between(
                                    candidate.readings().first(),
                                    context.confirming().clock().instant())));
        });
    }

    private MappedTable table(String id) {
        return context.pipeline().tables(List.of(id)).get(0);
    }

    private static Set<RowKey> union(Set<RowKey> one, Set<RowKey> other) {
        Set<RowKey> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
