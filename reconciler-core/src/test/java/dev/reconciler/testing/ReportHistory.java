package dev.reconciler.testing;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Found;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.review.internal.JdbiClaims;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Three days of a pipeline with two tables, two tenants, and the canary's rows in a third. A key begins with the name of its
 * tenant. Another pipeline has a record of the same table and tenant.
 */
public final class ReportHistory {
    /** Entries of the pipeline's audit chain. */
    public static final long ENTRIES = 19;

    private static final String ORDERS = "public.orders";
    private static final String CUSTOMERS = "public.customers";
    private static final Duration SILENCE = Duration.ofDays(10);

    private final ControlStore store;
    private final JdbiRuns runs;
    private final JdbiCoverage coverage;
    private long fence;

    public ReportHistory(ControlStore store) {
        this.store = store;
        this.runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());
        this.coverage = new JdbiCoverage(store.jdbi(), store.dialect(), store.clock());
    }

    /** Records everything; the clock is at the last event afterwards. */
    public void record() {
        String a1 = found(mismatch(ORDERS, "acme", "a1"), Severity.HIGH);
        String a2 = found(missing("globex", "a2"), Severity.CRITICAL);
        found(conflict(), Severity.CRITICAL);
        inOtherPipeline();
        at("2026-01-01T10:00:00Z");
        heal(a2);
        at("2026-01-01T23:30:00Z");
        String b1 = found(mismatch(CUSTOMERS, "acme", "b1"), Severity.MEDIUM);
        secondDay(a1, b1);
        at("2026-01-03T08:00:00Z");
        found(mismatch(CUSTOMERS, "globex", "d1"), Severity.LOW);
        found(mismatch(CUSTOMERS, "globex", "d2"), Severity.LOW);
        Instant soon = store.clock().instant().plus(Duration.ofHours(1));
        new JdbiClaims(store.jdbi(), store.dialect(), store.clock()).claim(b1, "ann", soon);
    }

    private void secondDay(String a1, String b1) {
        at("2026-01-02T01:00:00Z");
        String b2 = found(missing("acme", "b2"), Severity.CRITICAL);
        String b3 = found(missing("globex", "b3"), Severity.CRITICAL);
        String planted = planted();
        at("2026-01-02T01:10:00Z");
        settle(b2, DiscrepancyState.AUTO_CORRECTED, "k1", null, "auto", "by policy");
        at("2026-01-02T02:00:00Z");
        settle(b3, DiscrepancyState.IN_REVIEW, null, null, "auto", "the policy is review");
        at("2026-01-02T03:00:00Z");
        settle(b3, DiscrepancyState.RESOLVED, "k2", DecisionKind.APPLY_SOURCE, "ann", "the source is right");
        at("2026-01-02T04:00:00Z");
        settle(a1, DiscrepancyState.ACCEPTED, null, DecisionKind.ACCEPT, "bob", "known");
        at("2026-01-02T05:00:00Z");
        settle(b3, DiscrepancyState.IN_REVIEW, null, null, "cid", "it was not");
        at("2026-01-02T06:00:00Z");
        checks();
        at("2026-01-02T09:00:00Z");
        settle(b3, DiscrepancyState.RESOLVED, null, DecisionKind.KEEP_TARGET, "ann", "leave it");
        at("2026-01-02T10:00:00Z");
        heal(planted);
        at("2026-01-02T11:00:00Z");
        found(missing("acme", "b2"), Severity.CRITICAL);
        at("2026-01-02T12:00:00Z");
        settle(b1, DiscrepancyState.IN_REVIEW, null, null, "auto", "the policy is review");
    }

    /** A run of the rules, one that failed, one that has not ended, and the coverage. */
    private void checks() {
        coverage.verified("shop", ORDERS, new TenantId("acme"), Verdict.AGREED, through(7));
        coverage.verified("shop", ORDERS, new TenantId("globex"), Verdict.DIVERGED, through(8));
        coverage.unverifiable("shop", CUSTOMERS, new TenantId("acme"), "count", "no key", 1);
        for (String job : List.of("rules", "checksum", "count")) {
            runs.start(new NewRun(job, "shop", job, "schedule", List.of(), List.of()), SILENCE);
        }
        store.tick(Duration.ofMinutes(30));
        runs.finish(
                "rules",
                RunState.SUCCEEDED,
                List.of(
                        result(CUSTOMERS, "acme", Verdict.UNVERIFIABLE, 0),
                        result(ORDERS, "acme", Verdict.AGREED, 0),
                        result(ORDERS, "globex", Verdict.DIVERGED, 3)),
                "");
        RuleResult.Timing timing =
                new RuleResult.Timing(store.clock().instant().minus(Duration.ofMinutes(30)), Duration.ZERO);
        new JdbiRuleResults(store.jdbi(), store.dialect(), "shop")
                .record(List.of(
                        RuleResult.withoutVerdict(
                                "rules", subject("emails", CUSTOMERS, "acme"), Outcome.ERROR, "x", timing),
                        RuleResult.withoutVerdict(
                                "rules", subject("emails", CUSTOMERS, "initech"), Outcome.UNVERIFIABLE, "x", timing),
                        ruleResult("acme", Outcome.AGREED, 0, timing),
                        ruleResult("globex", Outcome.VIOLATED, 3, timing)));
        runs.finish("checksum", RunState.FAILED, List.of(), "connection lost");
    }

    private static RuleResult.Subject subject(String rule, String table, String tenant) {
        return new RuleResult.Subject(rule, table, new TenantId(tenant));
    }

    private static RuleResult ruleResult(String tenant, Outcome outcome, long violations, RuleResult.Timing timing) {
        return new RuleResult(
                "rules",
                subject("balances", ORDERS, tenant),
                outcome,
                new RuleResult.Figures(10, violations, List.of()),
                null,
                "",
                new RuleResult.At(1, "0/1"),
                timing);
    }

    private static RunResult result(String table, String tenant, Verdict verdict, long violations) {
        return new RunResult(table, new TenantId(tenant), verdict, 0, 0, 0, violations, "");
    }

    private VerifiedThrough through(long sequence) {
        return new VerifiedThrough(sequence, "0/" + sequence, store.clock().instant(), "checksum");
    }

    private void at(String time) {
        store.tick(Duration.between(store.clock().instant(), Instant.parse(time)));
    }

    private String found(Finding finding, Severity severity) {
        return found(new Found(finding, Attribution.unknown(""), severity));
    }

    private String found(Found found) {
        return store.discrepancies()
                .record("shop", Orders.proof(++fence), List.of(found))
                .get(0)
                .discrepancy()
                .id();
    }

    private String planted() {
        return found(new Found(missing("canary", "c1"), new Attribution(Cause.CANARY, ""), Severity.LOW));
    }

    private void inOtherPipeline() {
        Found found = new Found(missing("acme", "of-other"), Attribution.unknown(""), Severity.HIGH);
        store.discrepancies().record("other", Orders.proof(1), List.of(found));
    }

    private void heal(String id) {
        store.discrepancies().heal(List.of(id), Orders.proof(++fence));
    }

    private void settle(
            String id,
            DiscrepancyState to,
            @Nullable String correction,
            @Nullable DecisionKind decision,
            String actor,
            String note) {
        Discrepancy before = store.discrepancies().find(id).orElseThrow();
        Instant until = decision == DecisionKind.ACCEPT ? Instant.parse("2026-02-01T00:00:00Z") : null;
        Standing standing = decision == null || decision == DecisionKind.APPLY_SOURCE
                ? null
                : new Standing(before.difference().source(), before.difference().target(), until);
        Decided decided = decision == null ? null : new Decided(decision, until, List.of());
        store.discrepancies()
                .settle(
                        id,
                        before.lifecycle().version(),
                        new Settlement(to, correction, standing, decided),
                        actor,
                        note);
    }

    private static Finding mismatch(String table, String tenant, String name) {
        String key = tenant + "-" + name;
        return new Finding.FieldMismatch(
                table,
                new TenantId(tenant),
                RowKey.of(key),
                Orders.row(key, tenant, "right"),
                Orders.row(key, tenant, "wrong"),
                List.of("status"),
                true);
    }

    private static Finding missing(String tenant, String name) {
        String key = tenant + "-" + name;
        return new Finding.MissingInTarget(
                ORDERS, new TenantId(tenant), RowKey.of(key), Orders.row(key, tenant, "right"), true);
    }

    private static Finding conflict() {
        String key = "acme-conflict";
        return new Finding.TenantConflict(
                ORDERS,
                new TenantId("acme"),
                RowKey.of(key),
                Orders.row(key, "acme", "right"),
                Orders.row(key, "globex", "value of globex"),
                new TenantId("globex"));
    }
}
