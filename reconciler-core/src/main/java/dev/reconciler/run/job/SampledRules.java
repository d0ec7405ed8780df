package dev.reconciler.run.job;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RowCondition;
import dev.reconciler.rules.RowEvaluation;
import dev.reconciler.rules.RowEvaluation.Subject;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RuleOutcome;
import dev.reconciler.rules.RulePhase;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.recheck.KeyCheck;
import dev.reconciler.window.Lane;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The rules of kind {@code row} in a run of the job {@code sample}: evaluated on the rows that the sample reads, in its windows, with a
 * result for each rule and tenant. In mode observe a violation needs another reading of its row, after the settle time.
 */
final class SampledRules {
    private static final int ROUNDS = 3;

    private final RunContext context;
    private final List<Rule> rules;
    private final Tally tally = new Tally();
    private final RuleRecorder recorder;
    /** By table; one that is read again in another window replaces the one of the void window. */
    private final Map<String, RowEvaluation> evaluations = new ConcurrentHashMap<>();

    private final Map<Subject, Waiting> waiting = new LinkedHashMap<>();

    /** @param keys of its violating rows */
    private record Waiting(RuleOutcome.Violated first, Set<RowKey> keys) {}

    private SampledRules(RunContext context, List<Rule> rules, RuleResults results) {
        this.context = context;
        this.rules = rules;
        this.recorder = new RuleRecorder(
                context.run().id(), tally, results, context.confirming().clock());
    }

    /** The rules of phase {@code during}, whatever their schedules; none for the canary's rows, and in a run over a past span. */
    static SampledRules of(RunContext context, RuleBook book, RuleResults results) {
        List<Rule> rules = book.rules().stream()
                .filter(rule -> rule.check() instanceof RowCondition)
                .filter(rule -> rule.phase() == RulePhase.DURING && !context.canary())
                .filter(rule -> context.run().scope().changed() == null)
                // A run of some tenants can't judge a rule over the rows of all.
                .filter(rule -> !rule.settings().acrossTenants()
                        || context.run().scope().tenants().isEmpty())
                .toList();
        return new SampledRules(context, rules, results);
    }

    /** Receives the table's rows in a window. */
    RowComparison.Reading reading(Lane lane, MappedTable table) {
        List<Rule> ofTable =
                rules.stream().filter(rule -> rule.table().equals(table.id())).toList();
        if (ofTable.isEmpty()) {
            return RowComparison.Reading.NONE;
        }
        Set<RowKey> parked = lane.target().parked(table.id()).keySet();
        RowEvaluation evaluation = new RowEvaluation(table, context.scope(), parked, RuleLimits.DEFAULT, ofTable);
        evaluations.put(table.id(), evaluation);
        return evaluation;
    }

    private Map<Subject, RuleOutcome> outcomes(Collection<MappedTable> tables) {
        Map<Subject, RuleOutcome> outcomes = new LinkedHashMap<>();
        for (MappedTable table : tables) {
            RowEvaluation evaluation = evaluations.get(table.id());
            if (evaluation != null) {
                outcomes.putAll(evaluation.outcomes());
            }
        }
        return outcomes;
    }

    /** The violations in the rows of these tables. */
    List<Finding> findings(Collection<MappedTable> tables) {
        return outcomes(tables).values().stream()
                .flatMap(outcome -> findings(outcome).stream())
                .toList();
    }

    private static List<Finding> findings(RuleOutcome outcome) {
        return outcome instanceof RuleOutcome.Violated violated ? violated.findings() : List.of();
    }

    /** Accepts open violations that the rows of these tables would show. */
    Predicate<Discrepancy> covered(Collection<MappedTable> tables) {
        Map<Subject, RuleOutcome> outcomes = outcomes(tables);
        return open -> rules.stream().anyMatch(rule -> {
            RuleOutcome outcome = outcomes.get(new Subject(rule, open.place().tenant()));
            return outcome != null && outcome.covers(rule, open.place().tenant(), open);
        });
    }

    /** Records the results of these tables' rules, whose findings were handled. */
    void handled(Lane lane, Collection<MappedTable> tables, Handled handled) {
        for (MappedTable table : tables) {
            RowEvaluation evaluation = evaluations.get(table.id());
            if (evaluation == null) {
                continue;
            }
            evaluation.outcomes().forEach((subject, outcome) -> {
                if (outcome instanceof RuleOutcome.Violated violated && !isRecorded(handled, violated)) {
                    waiting.put(subject, new Waiting(violated, evaluation.violating(subject)));
                } else {
                    record(lane, subject, outcome);
                }
            });
        }
        recorder.flush();
    }

    private static boolean isRecorded(Handled handled, RuleOutcome.Violated violated) {
        return handled.recorded(violated.findings()).size()
                == violated.findings().size();
    }

    private void record(Lane lane, Subject subject, RuleOutcome outcome) {
        RuleTask task = new RuleTask(subject.rule(), subject.tenant());
        if (outcome instanceof RuleOutcome.Agreed agreed) {
            recorder.agreed(task, agreed, context.findings().proof(lane));
        } else if (outcome instanceof RuleOutcome.Violated violated) {
            recorder.violated(task, violated, context.findings().proof(lane));
            if (!violated.isListed()) {
                context.findings().headlines(lane, List.of(RulesJob.headline(task, violated)));
            }
        } else if (outcome instanceof RuleOutcome.Unverifiable unverifiable) {
            recorder.failed(task, unverifiable.reason());
        }
    }

    /** Reads the rows of violations that wait for another reading. */
    void confirm() {
        for (int round = 0; round < ROUNDS && !waiting.isEmpty(); round++) {
            if (!context.confirming().settle(context.alive())) {
                throw new RunTakenException(context.run().id());
            }
            Map<MappedTable, Set<RowKey>> keys = new HashMap<>();
            waiting.forEach((subject, of) ->
                    keys.computeIfAbsent(table(subject), t -> new HashSet<>()).addAll(of.keys()));
            Look look = Look.again(Map.of(), context.confirming().clock().instant());
            context.pass()
                    .<MappedTable, MappedTable>run(
                            "rules of run " + context.run().id(),
                            keys.keySet(),
                            keys.keySet(),
                            (lane, snapshots, table) -> {
                                new KeyCheck(table, context.scope(), lane.doubt(), snapshots)
                                        .verify(keys.getOrDefault(table, Set.of()), reading(lane, table));
                                return table;
                            },
                            (lane, results) -> confirm(
                                    lane,
                                    results.stream()
                                            .map(WindowedPass.Result::outcome)
                                            .toList(),
                                    look),
                            new WindowedPass.Parts<>(
                                    table -> table,
                                    (table, e) ->
                                            tally.error("rules of " + table.id(), String.valueOf(e.getMessage()))));
        }
        waiting.keySet()
                .forEach(subject -> recorder.undecided(
                        new RuleTask(subject.rule(), subject.tenant()),
                        "not confirmed: other rows violated the rule in each of " + ROUNDS + " further readings"));
        recorder.flush();
    }

    private MappedTable table(Subject subject) {
        return context.pipeline().tables(List.of(subject.rule().table())).get(0);
    }

    private void confirm(Lane lane, List<MappedTable> tables, Look look) {
        Handled handled = context.findings().handle(lane, tables, findings(tables), covered(tables), look);
        outcomes(tables).forEach((subject, outcome) -> {
            Waiting before = waiting.get(subject);
            RowEvaluation again = evaluations.get(subject.rule().table());
            boolean partly = outcome instanceof RuleOutcome.Agreed && again != null && again.hasSkipped();
            if (before != null
                    && !partly
                    && !(outcome instanceof RuleOutcome.Violated still && !isRecorded(handled, still))) {
                waiting.remove(subject);
                record(lane, subject, ofAllRows(before.first(), outcome));
            }
        });
        recorder.flush();
    }

    /** The outcome of the rows that were read again, as one of all rows that the rule was evaluated on. */
    private static RuleOutcome ofAllRows(RuleOutcome.Violated first, RuleOutcome again) {
        if (again instanceof RuleOutcome.Agreed) {
            return new RuleOutcome.Agreed(first.groups(), null, first.extent());
        }
        return again instanceof RuleOutcome.Violated still
                ? new RuleOutcome.Violated(
                        still.findings(), still.details(), still.violations(), first.groups(), null, first.extent())
                : again;
    }

    /** Adds the errors of rules to the run, and the numbers of violations to the notes of its tables. */
    void tell(Tally run) {
        tally.errors().forEach(run::error);
        tally.results().stream()
                .filter(result -> result.verdict() != Verdict.AGREED)
                .forEach(result -> run.note(result.table(), "rules: " + result.note()));
    }
}
