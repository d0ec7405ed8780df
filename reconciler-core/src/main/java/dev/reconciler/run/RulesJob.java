package dev.reconciler.run;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleEvaluation;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Every business rule, for each tenant. A rule that a window can't decide is evaluated again in later ones. */
final class RulesJob implements Job {
    private static final int ROUNDS = 10;

    private final Supplier<RuleBook> rules;

    /** @param rules read anew for every run, so that an edited file counts without a restart */
    RulesJob(Supplier<RuleBook> rules) {
        this.rules = rules;
    }

    private record RuleTask(Rule rule, TenantId tenant) {}

    @Override
    public void execute(RunContext context, Tally tally) {
        RuleBook book = rules.get();
        if (!book.problems().isEmpty()) {
            throw new IllegalStateException("rule files are wrong; see 'reconciler rules lint': "
                    + book.problems().get(0));
        }
        List<RuleTask> open = tasks(context, book);
        context.progress("rules", 0, open.size());
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            open = pass(context, tally, open);
        }
        open.forEach(task -> tally.rule(
                task.rule(), task.tenant(), 0, "too much is in doubt in every window; try when it is quieter"));
    }

    /** Returns those that no window has decided. */
    private List<RuleTask> pass(RunContext context, Tally tally, List<RuleTask> tasks) {
        List<RuleTask> undecided = new ArrayList<>();
        List<MappedTable> tables = context.pipeline().tables();
        context.pass()
                .<RuleTask, RuleOutcome>run(
                        "run " + context.run().id(),
                        tables,
                        tasks,
                        (window, snapshots, task) -> evaluate(context, window, snapshots, task),
                        (window, results) -> {
                            undecided.addAll(deliver(context, tally, window, results));
                            context.progress("rules decided", tasks.size() - undecided.size(), tasks.size());
                        });
        return undecided;
    }

    private static RuleOutcome evaluate(RunContext context, Window window, SnapshotPair snapshots, RuleTask task) {
        return new RuleEvaluation(
                        context.pipeline().tables(), window.doubt(), window.target(), snapshots, RuleLimits.DEFAULT)
                .evaluate(task.rule(), task.tenant());
    }

    private static List<RuleTask> deliver(
            RunContext context, Tally tally, Window window, List<WindowedPass.Result<RuleTask, RuleOutcome>> results) {
        Map<String, String> notLive = window.target().notLive(context.pipeline().tables());
        List<RuleTask> undecided = new ArrayList<>();
        List<RuleTask> decided = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (WindowedPass.Result<RuleTask, RuleOutcome> result : results) {
            RuleTask task = result.task();
            if (!notLive.isEmpty()) {
                tally.rule(task.rule(), task.tenant(), 0, "not every table is live: " + notLive);
            } else if (result.outcome() instanceof RuleOutcome.Agreed) {
                decided.add(task);
                tally.rule(task.rule(), task.tenant(), 0, "");
            } else if (result.outcome() instanceof RuleOutcome.Violated violated) {
                findings.addAll(violated.findings());
                tally.rule(task.rule(), task.tenant(), violated.violations(), "");
                if (violated.findings().size() == violated.violations()) {
                    decided.add(task);
                }
            } else if (result.outcome() instanceof RuleOutcome.Unverifiable unverifiable) {
                tally.rule(task.rule(), task.tenant(), 0, unverifiable.reason());
            } else {
                undecided.add(task);
            }
        }
        context.findings().handle(window, context.pipeline().tables(), findings, open -> covers(decided, open));
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
        return undecided;
    }

    private static boolean covers(List<RuleTask> decided, Discrepancy open) {
        return switch (open.type()) {
            case RULE_VIOLATION, REFERENTIAL_VIOLATION ->
                decided.stream()
                        .anyMatch(task -> task.tenant().equals(open.tenant())
                                && task.rule().table().equals(open.table())
                                && open.subject().startsWith(task.rule().name() + "/"));
            default -> false;
        };
    }

    private static List<RuleTask> tasks(RunContext context, RuleBook book) {
        List<TenantId> tenants = tenants(context);
        List<RuleTask> tasks = new ArrayList<>();
        for (Rule rule : book.rules()) {
            if (!context.run().tables().isEmpty() && !context.run().tables().contains(rule.table())) {
                continue;
            }
            if (rule.perTenant()) {
                tenants.forEach(tenant -> tasks.add(new RuleTask(rule, tenant)));
            } else {
                tasks.add(new RuleTask(rule, TenantId.NONE));
            }
        }
        return tasks;
    }

    /** The scope's tenants; for all tenants, those that have rows now. */
    private static List<TenantId> tenants(RunContext context) {
        if (context.scope() instanceof TenantScope.Tenants some) {
            return some.values().stream().map(TenantId::new).toList();
        }
        TreeSet<String> names = new TreeSet<>();
        try (SourceSnapshot source = context.pipeline().source().openSnapshot()) {
            context.pipeline().tables().stream().filter(MappedTable::hasTenants).forEach(table -> source.reader()
                    .counts(table, context.scope(), KeyRange.ALL)
                    .keySet()
                    .forEach(tenant -> names.add(tenant.value())));
        }
        return names.stream().map(TenantId::new).toList();
    }
}
