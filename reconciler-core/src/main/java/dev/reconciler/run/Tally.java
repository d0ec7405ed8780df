package dev.reconciler.run;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what a run's chunks proved, per table and tenant. */
final class Tally {
    private final Map<String, TreeMap<String, Entry>> byTable = new TreeMap<>();
    private final Map<String, String> unverifiable = new HashMap<>();
    private final Map<String, String> notes = new HashMap<>();
    private final Map<List<String>, RunResult> rules = new LinkedHashMap<>();
    private final List<RunResult> others = new ArrayList<>();

    private static final class Entry {
        private long sourceRows;
        private long targetRows;
        private long findings;
        private long inFlight;
        private Duration longest = Duration.ZERO;
    }

    void unverifiable(MappedTable table, String reason) {
        unverifiable.put(table.id(), reason);
    }

    void note(String table, String note) {
        notes.put(table, note);
    }

    void add(ChunkOutcome outcome) {
        outcome.sourceRows().forEach((tenant, rows) -> entry(outcome.table(), tenant).sourceRows += rows);
        outcome.targetRows().forEach((tenant, rows) -> entry(outcome.table(), tenant).targetRows += rows);
        outcome.findings().forEach(this::addFinding);
        byTable.computeIfAbsent(outcome.table(), t -> new TreeMap<>());
    }

    /** Differences that an earlier run found where this one did not look. */
    void addKnown(String table, TenantId tenant, long differences) {
        entry(table, tenant).findings += differences;
    }

    void addFinding(Finding finding) {
        entry(finding.table(), finding.tenant()).findings++;
    }

    /** A row that differs and is not proven to: nothing is said of its table and tenant unless something else is proven. */
    void inFlight(String table, TenantId tenant, Duration since) {
        Entry entry = entry(table, tenant);
        entry.inFlight++;
        entry.longest = entry.longest.compareTo(since) < 0 ? since : entry.longest;
    }

    /**
     * What a rule said for a tenant.
     *
     * @param undecided why it could say nothing; empty if it could
     */
    void rule(Rule rule, TenantId tenant, long violations, String undecided) {
        Verdict verdict =
                !undecided.isEmpty() ? Verdict.UNVERIFIABLE : violations == 0 ? Verdict.AGREED : Verdict.DIVERGED;
        String note = rule.name() + (undecided.isEmpty() ? " " + verdict : ": " + undecided);
        RunResult result = new RunResult(rule.table(), tenant, verdict, 0, 0, violations, note);
        rules.merge(List.of(rule.table(), tenant.value()), result, Tally::together);
    }

    /** Two rules of one table and tenant: the worse verdict, both notes. */
    private static RunResult together(RunResult one, RunResult other) {
        Verdict verdict = one.verdict() == Verdict.DIVERGED || other.verdict() == Verdict.AGREED
                ? one.verdict()
                : other.verdict();
        return new RunResult(
                one.table(),
                one.tenant(),
                verdict,
                0,
                0,
                one.discrepancies() + other.discrepancies(),
                one.note() + "; " + other.note());
    }

    /** What a job says that is no sum of chunks. */
    void result(RunResult result) {
        others.add(result);
    }

    List<RunResult> results() {
        List<RunResult> results = new ArrayList<>();
        byTable.forEach((table, tenants) -> {
            if (!unverifiable.containsKey(table)) {
                if (tenants.isEmpty()) {
                    results.add(result(table, TenantId.NONE, new Entry()));
                }
                tenants.forEach((tenant, entry) -> results.add(result(table, new TenantId(tenant), entry)));
            }
        });
        unverifiable.forEach((table, reason) ->
                results.add(new RunResult(table, TenantId.NONE, Verdict.UNVERIFIABLE, 0, 0, 0, reason)));
        results.addAll(rules.values());
        results.addAll(others);
        results.sort(Comparator.comparing(RunResult::table)
                .thenComparing(r -> r.tenant().value()));
        return results;
    }

    private RunResult result(String table, TenantId tenant, Entry entry) {
        Verdict verdict =
                entry.findings > 0 ? Verdict.DIVERGED : entry.inFlight > 0 ? Verdict.UNVERIFIABLE : Verdict.AGREED;
        return new RunResult(
                table,
                tenant,
                verdict,
                entry.sourceRows,
                entry.targetRows,
                entry.findings,
                note(notes.getOrDefault(table, ""), entry));
    }

    private static String note(String note, Entry entry) {
        if (entry.inFlight == 0) {
            return note;
        }
        String inFlight = entry.inFlight + " keys in flight, the oldest for " + entry.longest.toSeconds() + " s";
        return note.isEmpty() ? inFlight : note + "; " + inFlight;
    }

    private Entry entry(String table, TenantId tenant) {
        return byTable.computeIfAbsent(table, t -> new TreeMap<>()).computeIfAbsent(tenant.value(), t -> new Entry());
    }
}
