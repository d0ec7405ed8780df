package dev.reconciler.run.recheck;

import dev.reconciler.discrepancy.DependentFinding;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RowChoice;
import dev.reconciler.rules.RowEvaluation;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleEvaluation;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Evaluates rules with open findings again, each for the tenant of the finding. Any table may be part of a rule's query. */
public final class RuleRecheck {
    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final FindingHandler findings;
    private final Confirming confirming;
    private final Supplier<RuleBook> rules;

    public RuleRecheck(
            Pipeline pipeline,
            WindowedPass pass,
            FindingHandler findings,
            Confirming confirming,
            Supplier<RuleBook> rules) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.findings = findings;
        this.confirming = confirming;
        this.rules = rules;
    }

    private record Task(Rule rule, TenantId tenant) {
        boolean isAt(Place place) {
            return tenant.equals(place.tenant())
                    && rule.table().equals(place.table())
                    && place.subject().startsWith(rule.name() + "/");
        }
    }

    void verify(Collection<DependentFinding> open) {
        Set<Task> tasks = tasks(open);
        if (tasks.isEmpty()) {
            return;
        }
        List<MappedTable> tables = pipeline.tables();
        Look look = Look.again(Map.of(), confirming.clock().instant());
        pass.<Task, RuleOutcome>run(
                "recheck of rules",
                tables,
                tasks,
                (lane, snapshots, task) -> new RuleEvaluation(
                                tables,
                                pipeline.scope(),
                                lane.doubt(),
                                lane.target(),
                                snapshots,
                                RuleLimits.DEFAULT,
                                RowChoice.violating(this::open))
                        .evaluate(task.rule(), task.tenant()),
                (lane, results) -> deliver(lane, results, look));
    }

    private Set<Task> tasks(Collection<DependentFinding> open) {
        Set<Task> tasks = new LinkedHashSet<>();
        List<DependentFinding> ofRules = open.stream()
                .filter(finding -> finding.type() != DiscrepancyType.COUNT_MISMATCH)
                .toList();
        if (!ofRules.isEmpty()) {
            for (Rule rule : rules.get().rules()) {
                ofRules.stream()
                        .map(finding -> new Task(rule, finding.place().tenant()))
                        .filter(task -> ofRules.stream().anyMatch(finding -> task.isAt(finding.place())))
                        .forEach(tasks::add);
            }
        }
        return tasks;
    }

    private Set<String> open(RowEvaluation.Subject subject) {
        return findings.openGroups(subject.rule().name(), subject.rule().table(), subject.tenant());
    }

    private void deliver(Lane lane, List<WindowedPass.Result<Task, RuleOutcome>> results, Look look) {
        if (!lane.target().notLive(pipeline.tables()).isEmpty()) {
            return;
        }
        List<WindowedPass.Result<Task, RuleOutcome>> decided = new ArrayList<>();
        List<Finding> found = new ArrayList<>();
        for (WindowedPass.Result<Task, RuleOutcome> result : results) {
            if (result.outcome() instanceof RuleOutcome.Agreed) {
                decided.add(result);
            } else if (result.outcome() instanceof RuleOutcome.Violated violated && violated.isListed()) {
                decided.add(result);
                found.addAll(violated.findings());
            }
        }
        findings.handle(lane, pipeline.tables(), found, one -> covers(decided, one), look);
    }

    private static boolean covers(List<WindowedPass.Result<Task, RuleOutcome>> decided, Discrepancy open) {
        return decided.stream().anyMatch(result -> result.outcome()
                .covers(result.task().rule(), result.task().tenant(), open));
    }
}
