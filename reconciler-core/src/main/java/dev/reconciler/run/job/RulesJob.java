package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RowChoice;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleEvaluation;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.rules.RulePhase;
import dev.reconciler.run.NothingInScopeException;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Evaluates every business rule for each tenant, and records each result. A rule that a window can't decide is evaluated again in
 * later windows.
 */
public final class RulesJob implements Job {
    private static final int ROUNDS = 10;

    private final Supplier<RuleBook> rules;
    private final RuleResults results;
    private final Lock nothingPlanted;
    private final SamplePlan plan;
    private final LongSupplier seeds;

    /**
     * @param rules read again for every run, so that an edited file takes effect without a restart
     * @param results the record of each rule's results
     * @param nothingPlanted held while rules are evaluated: they aggregate rows, and can't exclude the canary's
     * @param plan the rows on which a rule of kind {@code row} is evaluated
     * @param seeds a seed for the draws of each run
     */
    public RulesJob(
            Supplier<RuleBook> rules, RuleResults results, Lock nothingPlanted, SamplePlan plan, LongSupplier seeds) {
        this.rules = rules;
        this.results = results;
        this.nothingPlanted = nothingPlanted;
        this.plan = plan;
        this.seeds = seeds;
    }

    public Supplier<RuleBook> rules() {
        return rules;
    }

    public Lock nothingPlanted() {
        return nothingPlanted;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        nothingPlanted.lock();
        try {
            evaluate(context, tally);
        } finally {
            nothingPlanted.unlock();
        }
    }

    private void evaluate(RunContext context, Tally tally) {
        RuleBook book = rules.get();
        if (book.rules().isEmpty() && !book.problems().isEmpty()) {
            throw new IllegalStateException("rule files are wrong; see 'reconciler rules lint': "
                    + book.problems().get(0));
        }
        book.problems()
                .forEach(problem ->
                        tally.error("rule file " + problem.file(), problem.what() + "; see 'reconciler rules lint'"));
        Set<RulePhase> phases = phases(context.pipeline());
        requireOne(context, phases, book);
        List<Rule> asked = book.rules().stream()
                .filter(rule -> asked(context, phases, rule))
                .toList();
        RuleRecorder recorder = new RuleRecorder(
                context.run().id(), tally, results, context.confirming().clock());
        RowChoice rows = RowChoice.sample(plan, seeds.getAsLong()).and(RowChoice.violating(subject -> context.findings()
                .openGroups(subject.rule().name(), subject.rule().table(), subject.tenant())));
        Open open = new Open(tasks(context, tally, recorder, asked), List.of());
        context.progress("rules", 0, open.undecided().size());
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            if (!open.waiting().isEmpty() && !context.confirming().settle(context.alive())) {
                throw new RunTakenException(context.run().id());
            }
            open = pass(context, recorder, open.all(), rows);
        }
        open.undecided()
                .forEach(task -> recorder.undecided(
                        task,
                        "not evaluated: too many keys were in doubt in each of " + ROUNDS
                                + " windows; run the job under less load"));
        open.waiting()
                .forEach(task -> recorder.undecided(
                        task,
                        "not confirmed: different rows violated the rule in each of " + ROUNDS
                                + " windows; run the job under less load"));
        recorder.flush();
    }

    /** @param waiting violated rules that may no longer be after the settle time */
    private record Open(List<RuleTask> undecided, List<RuleTask> waiting) {
        boolean isEmpty() {
            return undecided.isEmpty() && waiting.isEmpty();
        }

        List<RuleTask> all() {
            List<RuleTask> all = new ArrayList<>(undecided);
            all.addAll(waiting);
            return all;
        }
    }

    /** Returns the tasks that no window has decided. */
    private static Open pass(RunContext context, RuleRecorder recorder, List<RuleTask> tasks, RowChoice rows) {
        Open open = new Open(new ArrayList<>(), new ArrayList<>());
        Look look = Look.again(Map.of(), context.confirming().clock().instant());
        List<MappedTable> tables = context.pipeline().tables();
        context.pass()
                .<RuleTask, RuleOutcome>run(
                        "run " + context.run().id(),
                        tables,
                        tasks,
                        (lane, snapshots, task) ->
                                recorder.timed(task, () -> evaluate(context, lane, snapshots, task, rows)),
                        (lane, results) -> {
                            deliver(context, recorder, lane, results, look, open);
                            context.progress(
                                    "rules decided", tasks.size() - open.all().size(), tasks.size());
                        },
                        new WindowedPass.Parts<>(RuleTask::rule, (task, e) -> {
                            recorder.failed(task, String.valueOf(e.getMessage()));
                            recorder.flush();
                        }));
        return open;
    }

    private static RuleOutcome evaluate(
            RunContext context, Lane lane, SnapshotPair snapshots, RuleTask task, RowChoice rows) {
        return new RuleEvaluation(
                        context.pipeline().tables(),
                        context.pipeline().scope(),
                        lane.doubt(),
                        lane.target(),
                        snapshots,
                        RuleLimits.DEFAULT,
                        rows)
                .evaluate(task.rule(), task.tenant());
    }

    private static void deliver(
            RunContext context,
            RuleRecorder recorder,
            Lane lane,
            List<WindowedPass.Result<RuleTask, RuleOutcome>> results,
            Look look,
            Open open) {
        Map<String, String> notLive = lane.target().notLive(context.pipeline().tables());
        Proof proof = context.findings().proof(lane);
        List<WindowedPass.Result<RuleTask, RuleOutcome>> decided = new ArrayList<>();
        Map<RuleTask, RuleOutcome.Violated> violations = new LinkedHashMap<>();
        for (WindowedPass.Result<RuleTask, RuleOutcome> result : results) {
            RuleTask task = result.task();
            if (!notLive.isEmpty() && !task.rule().readsSourceOnly()) {
                recorder.undecided(task, "not every table is live: " + notLive);
            } else if (result.outcome() instanceof RuleOutcome.Agreed agreed) {
                decided.add(result);
                recorder.agreed(task, agreed, proof);
            } else if (result.outcome() instanceof RuleOutcome.Violated violated) {
                violations.put(task, violated);
                if (violated.isListed()) {
                    decided.add(result);
                }
            } else if (result.outcome() instanceof RuleOutcome.Unverifiable unverifiable) {
                recorder.failed(task, unverifiable.reason());
            } else {
                open.undecided().add(task);
            }
        }
        List<Finding> findings = violations.values().stream()
                .flatMap(violated -> violated.findings().stream())
                .toList();
        Handled handled = context.findings()
                .handle(lane, context.pipeline().tables(), findings, one -> covers(decided, one), look);
        List<Finding> headlines = new ArrayList<>();
        violations.forEach((task, violated) -> {
            if (handled.recorded(violated.findings()).size()
                    == violated.findings().size()) {
                recorder.violated(task, violated, proof);
                if (!violated.isListed()) {
                    headlines.add(headline(task, violated));
                }
            } else {
                open.waiting().add(task);
            }
        });
        context.findings().headlines(lane, headlines);
        if (!context.alive().getAsBoolean()) {
            throw new RunTakenException(context.run().id());
        }
        recorder.flush();
    }

    static Finding headline(RuleTask task, RuleOutcome.Violated violated) {
        return new Finding.MoreRuleViolations(
                task.rule().table(),
                task.tenant(),
                task.rule().name(),
                violated.violations(),
                violated.findings().size(),
                task.rule().blocking(),
                task.rule().severity());
    }

    private static boolean covers(List<WindowedPass.Result<RuleTask, RuleOutcome>> decided, Discrepancy open) {
        return decided.stream().anyMatch(result -> result.outcome()
                .covers(result.task().rule(), result.task().tenant(), open));
    }

    private static boolean asked(RunContext context, Set<RulePhase> phases, Rule rule) {
        RunScope scope = context.run().scope();
        boolean byDefault = phases.contains(rule.phase()) && rule.schedule().isEmpty();
        return (scope.tables().isEmpty() || scope.tables().contains(rule.table()))
                && (scope.rules().isEmpty() ? byDefault : scope.rules().contains(rule.name()));
    }

    /** The phases whose rules a run evaluates that names no rule: {@code pre} only until every table follows the stream. */
    private static Set<RulePhase> phases(Pipeline pipeline) {
        try (TargetSnapshot target = pipeline.target().openSnapshot()) {
            return target.notLive(pipeline.tables()).isEmpty()
                    ? EnumSet.of(RulePhase.DURING)
                    : EnumSet.of(RulePhase.PRE, RulePhase.DURING);
        }
    }

    private static void requireOne(RunContext context, Set<RulePhase> phases, RuleBook book) {
        List<String> names = book.names().stream().sorted().toList();
        List<String> unknown = context.run().scope().rules().stream()
                .filter(name -> !names.contains(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new NothingInScopeException("no rule is named " + String.join(", ", unknown) + "; there are rules "
                    + String.join(", ", names) + (book.problems().isEmpty() ? "" : "; see 'reconciler rules lint'"));
        }
        if (book.rules().stream().anyMatch(rule -> asked(context, phases, rule))) {
            return;
        }
        List<String> tables = context.run().scope().tables();
        if (tables.isEmpty()) {
            throw new NothingInScopeException("every rule has another phase, or a schedule of its own: name rules or a"
                    + " phase, or set schedules.rules to off");
        }
        throw new NothingInScopeException("no rule is filed under " + String.join(", ", tables)
                + "; there are rules under "
                + book.rules().stream().map(Rule::table).distinct().sorted().collect(Collectors.joining(", ")));
    }

    private static List<RuleTask> tasks(RunContext context, Tally tally, RuleRecorder recorder, List<Rule> rules) {
        boolean anyPerTenant = rules.stream()
                .anyMatch(rule -> rule.perTenant(context.pipeline().tables()));
        Map<String, Long> withoutTenant = new HashMap<>();
        List<TenantId> tenants = anyPerTenant ? tenants(context, tally, withoutTenant) : List.of();
        List<RuleTask> tasks = new ArrayList<>();
        for (Rule rule : rules) {
            RuleTask ofAll = new RuleTask(rule, TenantId.NONE);
            Long unseen = withoutTenant.get(rule.table());
            if (!rule.perTenant(context.pipeline().tables())) {
                tasks.add(ofAll);
                continue;
            }
            tenants.forEach(tenant -> tasks.add(new RuleTask(rule, tenant)));
            if (unseen != null) {
                recorder.undecided(
                        ofAll,
                        "not evaluated on " + unseen + (unseen == 1 ? " row" : " rows")
                                + " of the source whose tenant is NULL: a rule for each tenant does not see such rows;"
                                + " give them a tenant, or say 'tenant: none' in the rule");
            } else if (tenants.isEmpty()) {
                recorder.undecided(ofAll, "no tenant has rows, so it was not evaluated");
            }
        }
        return tasks;
    }

    /**
     * The scope's tenants; for all tenants, those that have rows now on either side. Rows of the target without a tenant are left to
     * the jobs that compare rows.
     *
     * @param withoutTenant receives the number of the source's rows without a tenant, by table
     */
    private static List<TenantId> tenants(RunContext context, Tally tally, Map<String, Long> withoutTenant) {
        if (context.scope() instanceof TenantScope.Tenants some) {
            return some.values().stream().map(TenantId::new).toList();
        }
        TreeSet<String> names = new TreeSet<>();
        context.pipeline().tables().stream().filter(MappedTable::hasTenants).forEach(table -> {
            try (SourceSnapshot source = context.pipeline().source().openSnapshot();
                    TargetSnapshot target = context.pipeline().target().openSnapshot()) {
                Map<TenantId, Long> ofSource = withRows(source.reader(), table, context.scope());
                Long unseen = ofSource.get(TenantId.NONE);
                if (unseen != null) {
                    withoutTenant.put(table.id(), unseen);
                }
                Stream.of(ofSource, withRows(target.reader(), table, context.scope()))
                        .flatMap(side -> side.keySet().stream())
                        .filter(tenant -> !tenant.isNone())
                        .forEach(tenant -> names.add(tenant.value()));
            } catch (ReadFailedException e) {
                tally.error("the tenants of " + table.id(), String.valueOf(e.getMessage()));
            }
        });
        return names.stream().map(TenantId::new).toList();
    }

    private static Map<TenantId, Long> withRows(ChunkReader reader, MappedTable table, TenantScope scope) {
        return reader.counts(table, scope, KeyRange.ALL);
    }
}
