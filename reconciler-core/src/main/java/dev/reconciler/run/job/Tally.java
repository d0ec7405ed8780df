package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds up the proofs of a run's chunks, per table and tenant. */
public final class Tally {
    private final Map<String, TreeMap<String, Entry>> byTable = new TreeMap<>();
    private final Map<String, String> unverifiable = new HashMap<>();
    /** Reasons by table: differences in its other rows count, and the table is never AGREED. */
    private final Map<String, String> withoutKey = new HashMap<>();

    private final Map<String, String> notes = new HashMap<>();
    private final Map<String, String> unread = new HashMap<>();
    private final Map<String, String> errors = new LinkedHashMap<>();
    private final Set<String> counted = new HashSet<>();
    private final Map<List<String>, RunResult> rules = new LinkedHashMap<>();
    private final List<RunResult> others = new ArrayList<>();
    private final String reservation;

    public Tally() {
        this("");
    }

    /** @param reservation added to the note of each verdict */
    public Tally(String reservation) {
        this.reservation = reservation;
    }

    private static final class Entry {
        private long sourceRows;
        private long targetRows;
        private long inDoubt;
        private long ofOthers;
        private long findings;
        private long inFlight;
        private Duration longest = Duration.ZERO;
    }

    void unverifiable(MappedTable table, String reason) {
        unverifiable.put(table.id(), reason);
    }

    /** Notes a table that can't be read completely: the run has failed, but its proofs of other tables count. */
    void unread(MappedTable table, RuntimeException reason) {
        unread.putIfAbsent(table.id(), text(reason));
        error(table.id(), text(reason));
    }

    /** Notes a failure that is not a table's result: the run has failed, but its proofs count. */
    void error(String what, String reason) {
        errors.putIfAbsent(what, reason);
    }

    /** Reasons by failed table or rule; empty without failures. */
    public Map<String, String> errors() {
        return Collections.unmodifiableMap(errors);
    }

    private static String text(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Adds a remark to the table's note. */
    void note(String table, String note) {
        notes.merge(table, note, (one, other) -> one + "; " + other);
    }

    void add(ChunkOutcome outcome) {
        if (!outcome.rows().equals(RowFigures.NONE)) {
            counted.add(outcome.table());
        }
        outcome.rows().source().forEach((tenant, rows) -> entry(outcome.table(), tenant).sourceRows += rows);
        outcome.rows().target().forEach((tenant, rows) -> entry(outcome.table(), tenant).targetRows += rows);
        outcome.rows().inDoubt().forEach((tenant, keys) -> entry(outcome.table(), tenant).inDoubt += keys);
        if (outcome.withoutKey().count() > 0) {
            withoutKey.put(outcome.table(), outcome.withoutKey().describe());
        }
        outcome.findings().forEach(this::addFinding);
        outcome.unlisted()
                .byTenant()
                .forEach((tenant, numbers) -> entry(outcome.table(), tenant).findings += numbers.total());
        byTable.computeIfAbsent(outcome.table(), t -> new TreeMap<>());
    }

    /** Adds differences that an earlier run found in a part that this run did not read. */
    void addKnown(String table, TenantId tenant, long differences) {
        entry(table, tenant).findings += differences;
    }

    void addFinding(Finding finding) {
        entry(finding.table(), finding.tenant()).findings++;
        if (finding instanceof Finding.TenantConflict conflict) {
            existing(finding.table(), conflict.targetTenant()).ifPresent(theirs -> theirs.ofOthers++);
        }
    }

    /** Adds a difference that its chunk's numbers did not contain ({@link ChunkOutcome#only}), and that is proven now. */
    public void addConfirmed(Finding.OfRow finding) {
        addFinding(finding);
        if (counted.contains(finding.table())) {
            RowFigures.Sides sides = RowFigures.Sides.of(finding);
            sides.source().forEach((tenant, rows) -> entry(finding.table(), tenant).sourceRows += rows);
            sides.target().forEach((tenant, rows) -> existing(finding.table(), tenant)
                    .ifPresent(entry -> entry.targetRows += rows));
        }
    }

    /** Adds a table without due chunks, with its known differences by tenant, 0 for a tenant without any. */
    void nothingDue(MappedTable table, Map<TenantId, Long> differences, String note) {
        differences.forEach((tenant, count) -> addKnown(table.id(), tenant, count));
        byTable.computeIfAbsent(table.id(), t -> new TreeMap<>());
        note(table.id(), note);
    }

    boolean hasFindings(MappedTable table, TenantId tenant) {
        Entry entry = byTable.getOrDefault(table.id(), new TreeMap<>()).get(tenant.value());
        return entry != null && entry.findings > 0;
    }

    /** Returns whether the table already has a result. */
    boolean isSaid(MappedTable table) {
        return byTable.containsKey(table.id())
                || unverifiable.containsKey(table.id())
                || unread.containsKey(table.id());
    }

    /** Adds a row whose difference is not proven: its table and tenant have no verdict unless another difference is proven. */
    void inFlight(String table, TenantId tenant, Duration since) {
        Entry entry = entry(table, tenant);
        entry.inFlight++;
        entry.longest = entry.longest.compareTo(since) < 0 ? since : entry.longest;
    }

    /** A rule holds for a tenant, or is violated. */
    void rule(Rule rule, TenantId tenant, long violations) {
        Verdict verdict = violations == 0 ? Verdict.AGREED : Verdict.DIVERGED;
        add(rule, tenant, verdict, violations, rule.name() + " " + verdict);
    }

    /** A rule has no verdict in this run. */
    void undecided(Rule rule, TenantId tenant, String reason) {
        add(rule, tenant, Verdict.UNVERIFIABLE, 0, rule.name() + ": " + reason);
    }

    /** A rule can't be evaluated: its own error, so the other rules' results count. */
    void failed(Rule rule, TenantId tenant, String reason) {
        add(rule, tenant, Verdict.NOT_VERIFIED, 0, rule.name() + " ERROR: " + reason);
        error("rule " + rule.name(), reason);
    }

    private void add(Rule rule, TenantId tenant, Verdict verdict, long violations, String note) {
        RunResult result = new RunResult(rule.table(), tenant, verdict, 0, 0, 0, violations, note);
        rules.merge(List.of(rule.table(), tenant.value()), result, Tally::together);
    }

    /** Two rules of one table and tenant. */
    private static RunResult together(RunResult one, RunResult other) {
        return new RunResult(
                one.table(),
                one.tenant(),
                one.verdict().and(other.verdict()),
                0,
                0,
                0,
                one.discrepancies() + other.discrepancies(),
                one.note() + "; " + other.note());
    }

    /** Returns whether the whole table was read without findings. */
    boolean agrees(MappedTable table) {
        return !unread.containsKey(table.id())
                && !unverifiable.containsKey(table.id())
                && !withoutKey.containsKey(table.id())
                && byTable.getOrDefault(table.id(), new TreeMap<>()).values().stream()
                        .allMatch(entry -> entry.findings == 0 && entry.inFlight == 0);
    }

    /** Adds a result that is not a sum of chunks. */
    public void result(RunResult result) {
        others.add(result);
    }

    public List<RunResult> results() {
        List<RunResult> results = new ArrayList<>();
        byTable.forEach((table, tenants) -> {
            if (unread.containsKey(table)) {
                tenants.forEach((tenant, entry) -> {
                    if (entry.findings > 0) {
                        results.add(result(table, new TenantId(tenant), entry));
                    }
                });
            } else if (!unverifiable.containsKey(table)) {
                if (tenants.isEmpty()) {
                    results.add(result(table, TenantId.NONE, new Entry()));
                }
                tenants.forEach((tenant, entry) -> results.add(result(table, new TenantId(tenant), entry)));
            }
        });
        unverifiable.forEach((table, reason) -> {
            if (!unread.containsKey(table)) {
                results.add(new RunResult(table, TenantId.NONE, Verdict.UNVERIFIABLE, 0, 0, 0, 0, reason));
            }
        });
        unread.forEach((table, reason) -> addUnread(results, table, reason));
        results.addAll(rules.values());
        results.addAll(others);
        results.replaceAll(this::incomplete);
        results.replaceAll(this::reserved);
        results.sort(Comparator.comparing(RunResult::table)
                .thenComparing(r -> r.tenant().value()));
        return results;
    }

    private RunResult incomplete(RunResult result) {
        String reason = withoutKey.get(result.table());
        if (reason == null) {
            return result;
        }
        return new RunResult(
                result.table(),
                result.tenant(),
                result.verdict() == Verdict.AGREED ? Verdict.UNVERIFIABLE : result.verdict(),
                result.sourceRows(),
                result.targetRows(),
                result.inDoubt(),
                result.discrepancies(),
                result.note().isEmpty() ? reason : reason + "; " + result.note());
    }

    private RunResult reserved(RunResult result) {
        if (reservation.isEmpty() || result.verdict() != Verdict.AGREED && result.verdict() != Verdict.DIVERGED) {
            return result;
        }
        return new RunResult(
                result.table(),
                result.tenant(),
                result.verdict(),
                result.sourceRows(),
                result.targetRows(),
                result.inDoubt(),
                result.discrepancies(),
                result.note().isEmpty() ? reservation : result.note() + "; " + reservation);
    }

    /** Differences in the part that was read count; the unread part is never AGREED. */
    private static void addUnread(List<RunResult> results, String table, String reason) {
        for (int i = 0; i < results.size(); i++) {
            RunResult found = results.get(i);
            if (found.table().equals(table) && found.tenant().isNone()) {
                String note = found.note().isEmpty() ? reason : found.note() + "; " + reason;
                results.set(
                        i,
                        new RunResult(
                                table,
                                found.tenant(),
                                found.verdict(),
                                found.sourceRows(),
                                found.targetRows(),
                                found.inDoubt(),
                                found.discrepancies(),
                                "not completely read: " + note));
                return;
            }
        }
        results.add(new RunResult(table, TenantId.NONE, Verdict.NOT_VERIFIED, 0, 0, 0, 0, reason));
    }

    private RunResult result(String table, TenantId tenant, Entry entry) {
        return new RunResult(
                table,
                tenant,
                verdict(entry),
                entry.sourceRows,
                entry.targetRows,
                entry.inDoubt,
                entry.findings,
                note(notes.getOrDefault(table, ""), entry));
    }

    private static Verdict verdict(Entry entry) {
        if (entry.findings > 0 || entry.ofOthers > 0) {
            return Verdict.DIVERGED;
        }
        return entry.inFlight > 0 || entry.sourceRows != entry.targetRows ? Verdict.UNVERIFIABLE : Verdict.AGREED;
    }

    /** The note: the tenant's remarks first, then the table's. */
    private static String note(String note, Entry entry) {
        List<String> notes = new ArrayList<>();
        if (entry.inFlight > 0) {
            notes.add(entry.inFlight + " keys in flight, the oldest for " + entry.longest.toSeconds() + " s");
        }
        if (entry.ofOthers > 0) {
            notes.add(entry.ofOthers + " rows of the target belong to another tenant in the source (TENANT_CONFLICT)");
        }
        if (verdict(entry) == Verdict.UNVERIFIABLE && entry.inFlight == 0) {
            notes.add("the row counts differ, and no finding of this tenant explains it");
        }
        notes.add(note);
        return notes.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
    }

    private Optional<Entry> existing(String table, TenantId tenant) {
        return Optional.ofNullable(byTable.getOrDefault(table, new TreeMap<>()).get(tenant.value()));
    }

    private Entry entry(String table, TenantId tenant) {
        return byTable.computeIfAbsent(table, t -> new TreeMap<>()).computeIfAbsent(tenant.value(), t -> new Entry());
    }
}
