package dev.reconciler.app.testing;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.At;
import dev.reconciler.run.RuleResult.Difference;
import dev.reconciler.run.RuleResult.Figures;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RuleResult.Subject;
import dev.reconciler.run.RuleResult.Timing;
import dev.reconciler.run.RuleResult.Values;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Rules of a {@link DaemonLab}, with results as runs leave them. */
public final class RuleLab {
    private final DaemonLab daemon;

    /** Gives the daemon the rules {@code totals}, which blocks, and {@code orphans}, which warns; both for each tenant. */
    public RuleLab(DaemonLab daemon, Path directory) throws IOException {
        this.daemon = daemon;
        daemon.rules = read(directory);
    }

    private static RuleBook read(Path directory) throws IOException {
        Path totals = Files.writeString(directory.resolve("totals.yaml"), """
                rule: totals
                description: Both sides have the same <total>.
                owner: ledger team
                table: public.customers
                action: block
                severity: critical
                compare:
                  source: SELECT region, sum(amount) AS total FROM customers WHERE tenant = :tenant GROUP BY region
                  target: SELECT region, sum(amount) AS total FROM customers WHERE tenant = :tenant GROUP BY region
                  key: [region]
                  values: {total: 0}
                """);
        Path orphans = Files.writeString(directory.resolve("orphans.yaml"), """
                rule: orphans
                description: Each order has a customer.
                table: public.orders
                action: warn
                severity: low
                expect_empty:
                  target: SELECT id FROM orders WHERE tenant = :tenant
                  key: [id]
                """);
        return RuleFiles.read(List.of(totals, orphans), CronExpressions::sixFields);
    }

    /** A run of rules that ended just now. */
    public Run run() {
        return daemon.ended("rules", RunState.SUCCEEDED);
    }

    /** Records a result of {@code totals} for the tenant, of the only group. */
    public RuleResult agreed(Run run, String tenant) {
        return record(new RuleResult(
                run.id(),
                subject(tenant),
                Outcome.AGREED,
                new Figures(1, 0, List.of()),
                new Values("total=17.25", "total=17.25", ""),
                "",
                new At(7, "0/7000"),
                timing()));
    }

    /** Records a result of {@code totals}, of which the first groups are kept. */
    public RuleResult violated(Run run, String tenant, int violations) {
        List<Difference> differences = IntStream.range(0, violations)
                .mapToObj(i -> new Difference("region=r" + i, new Values("total=10", "total=12.5", "total=2.5")))
                .toList();
        return record(new RuleResult(
                run.id(),
                subject(tenant),
                Outcome.VIOLATED,
                new Figures(2_000, violations, differences),
                null,
                "5 rows were not evaluated",
                new At(7, "0/7000"),
                timing()));
    }

    public RuleResult failed(Run run, String tenant) {
        return record(
                RuleResult.withoutVerdict(run.id(), subject(tenant), Outcome.ERROR, "division by zero", timing()));
    }

    private RuleResult record(RuleResult result) {
        daemon.ruleResults.record(List.of(result));
        return result;
    }

    private static Subject subject(String tenant) {
        return new Subject("totals", "public.customers", new TenantId(tenant));
    }

    private Timing timing() {
        return new Timing(daemon.lab.control.clock().instant(), Duration.ofMillis(120));
    }
}
