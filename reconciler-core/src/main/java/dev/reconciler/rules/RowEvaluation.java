package dev.reconciler.rules;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.verify.RowComparison;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules of kind {@code row} on the pairs of rows that a check reads in a window: both are of one position of the source.
 *
 * <p>A rule is evaluated on a row of each side that it reads, of one tenant; a row that one side lacks, or of another tenant there, is a
 * difference of its own. A key that is in doubt or has parked events is not evaluated: its rows are not of one position. Such keys are
 * counted. A row on which the expression fails has no verdict, and the rule is not agreed.
 */
public final class RowEvaluation implements RowComparison.Reading {
    /** The group of the headline for violations that are not recorded one by one. */
    private static final String MORE = "more groups";

    private final MappedTable table;
    private final TenantScope scope;
    private final Set<RowKey> parked;
    private final int most;
    private final List<Compiled> rules = new ArrayList<>();
    private final Map<Subject, Outcomes> outcomes = new LinkedHashMap<>();
    /** The groups of all keys that were read at one position, with rows or without. */
    private final Set<String> read = new HashSet<>();

    private @Nullable Map<Subject, RuleOutcome> decided;
    private long skipped;

    /** @param parked the table's keys with parked events */
    public RowEvaluation(
            MappedTable table, TenantScope scope, Set<RowKey> parked, RuleLimits limits, Collection<Rule> rules) {
        this.table = table;
        this.scope = scope;
        this.parked = Set.copyOf(parked);
        this.most = limits.findings();
        for (Rule rule : rules) {
            RowCondition condition = (RowCondition) rule.check();
            this.rules.add(new Compiled(rule, condition, RowPredicate.of(condition, table), new HashSet<>()));
        }
    }

    /** @param failed groups on which the expression failed */
    private record Compiled(Rule rule, RowCondition condition, RowPredicate.Compiled compiled, Set<String> failed) {}

    /** A rule for a tenant; {@link TenantId#NONE} if it is not evaluated for each tenant. */
    public record Subject(Rule rule, TenantId tenant) {}

    private static final class Outcomes {
        private long evaluated;
        private final List<Finding> findings = new ArrayList<>();
        private final List<RuleOutcome.Violation> details = new ArrayList<>();
        private final Set<RowKey> violating = new LinkedHashSet<>();
        private long failed;
        private String failure = "";
    }

    @Override
    public void inDoubt(RowKey key) {
        skipped++;
    }

    @Override
    public void read(RowKey key, @Nullable Row source, @Nullable Row target) {
        if (parked.contains(key)) {
            skipped++;
            return;
        }
        String group = RowGroup.text(table, key);
        if (!read.add(group)) {
            return;
        }
        for (Compiled each : rules) {
            RowPredicate predicate = each.compiled().predicate();
            if (predicate != null) {
                evaluate(each, predicate, new Pair(key, group, source, target));
            }
        }
    }

    private record Pair(
            RowKey key,
            String group,
            @Nullable Row source,
            @Nullable Row target) {}

    private void evaluate(Compiled each, RowPredicate predicate, Pair pair) {
        RowCondition condition = each.condition();
        List<Row> rows = new ArrayList<>(2);
        if (condition.reads(Side.SOURCE) && !add(rows, pair.source())
                || condition.reads(Side.TARGET) && !add(rows, pair.target())) {
            return;
        }
        TenantId tenant = table.tenantOf(rows.get(0));
        if (!tenant.equals(table.tenantOf(rows.get(rows.size() - 1)))) {
            return;
        }
        Rule rule = each.rule();
        Subject subject = new Subject(rule, rule.settings().acrossTenants() ? TenantId.NONE : tenant);
        Outcomes of = outcomes.computeIfAbsent(subject, s -> new Outcomes());
        RowPredicate.Judgement judgement = predicate.judge(pair.source(), pair.target());
        if (judgement.failure() != null) {
            of.failure = of.failed++ == 0 ? pair.group() + ": " + judgement.failure() : of.failure;
            each.failed().add(pair.group());
            return;
        }
        of.evaluated++;
        if (!judgement.holds()) {
            of.violating.add(pair.key());
            if (of.findings.size() < most) {
                String there = predicate.shown(Side.SOURCE, pair.source());
                String here = predicate.shown(Side.TARGET, pair.target());
                of.findings.add(new Finding.RuleViolation(
                        table.id(),
                        subject.tenant(),
                        rule.name(),
                        pair.group(),
                        there,
                        here,
                        rule.blocking(),
                        rule.severity()));
                of.details.add(new RuleOutcome.Violation(pair.group(), new RuleOutcome.Sides(there, here, "")));
            }
        }
    }

    private boolean add(List<Row> rows, @Nullable Row row) {
        return row != null && table.isInScope(row, scope) && rows.add(row);
    }

    /**
     * The outcome of each rule for each tenant that had a row to be evaluated, and of each rule that does not fit the table. Called when
     * all rows are read.
     */
    public Map<Subject, RuleOutcome> outcomes() {
        Map<Subject, RuleOutcome> known = decided;
        return known == null ? decided = decide() : known;
    }

    private Map<Subject, RuleOutcome> decide() {
        Map<Subject, RuleOutcome> all = new LinkedHashMap<>();
        rules.stream()
                .filter(each -> each.compiled().predicate() == null)
                .map(each -> new Subject(each.rule(), TenantId.NONE))
                .forEach(subject -> all.put(subject, outcome(subject, true)));
        outcomes.keySet().forEach(subject -> all.put(subject, outcome(subject, true)));
        return all;
    }

    /** Returns whether the rows that were read would show the open violation of a single row. */
    public boolean covers(Discrepancy open) {
        return open.type() == DiscrepancyType.RULE_VIOLATION
                && open.place().table().equals(table.id())
                && rules.stream()
                        .map(each -> new Subject(each.rule(), open.place().tenant()))
                        .anyMatch(subject -> outcome(subject, false).covers(subject.rule(), subject.tenant(), open));
    }

    /** The id of the table. */
    public String table() {
        return table.id();
    }

    /** The numbers of rows on which expressions failed, by rule; zero has no entry. */
    public Map<Rule, Integer> failures() {
        return rules.stream()
                .filter(each -> !each.failed().isEmpty())
                .collect(Collectors.toMap(Compiled::rule, each -> each.failed().size()));
    }

    /** The violating keys of a rule and tenant. */
    public Set<RowKey> violating(Subject subject) {
        Outcomes of = outcomes.get(subject);
        return of == null ? Set.of() : Set.copyOf(of.violating);
    }

    /**
     * @param drawn true if the rows were drawn from all rows, so that the outcome replaces that of an earlier draw. If false, it is about
     *     the rows that were evaluated, and heals only these
     */
    RuleOutcome outcome(Subject subject, boolean drawn) {
        List<RowCondition.Problem> problems = rules.stream()
                .filter(each -> each.rule().equals(subject.rule()))
                .flatMap(each -> each.compiled().problems().stream())
                .toList();
        if (!problems.isEmpty()) {
            return new RuleOutcome.Unverifiable(
                    problems.get(0).what() + ": " + problems.get(0).fix());
        }
        Outcomes of = Objects.requireNonNullElseGet(outcomes.get(subject), Outcomes::new);
        if (!of.violating.isEmpty()) {
            return new RuleOutcome.Violated(
                    of.findings, of.details, of.violating.size(), of.evaluated, null, extent(of, subject, drawn));
        }
        if (drawn && of.failed > 0) {
            return new RuleOutcome.Unverifiable(failures(of));
        }
        return drawn && of.evaluated == 0 && skipped > 0
                ? new RuleOutcome.RetryLater(
                        "all " + skipped + " rows that were read are in doubt or have parked events")
                : new RuleOutcome.Agreed(of.evaluated, null, extent(of, subject, drawn));
    }

    /** Returns whether rows were not evaluated: in doubt, or with parked events. */
    public boolean hasSkipped() {
        return skipped > 0;
    }

    private RuleOutcome.Extent extent(Outcomes of, Subject subject, boolean drawn) {
        Predicate<String> unfailed = group -> rules.stream()
                .noneMatch(each ->
                        each.rule().equals(subject.rule()) && each.failed().contains(group));
        Predicate<String> groups = group -> group.equals(MORE) ? drawn : read.contains(group) && unfailed.test(group);
        List<String> notes = new ArrayList<>();
        if (of.failed > 0) {
            notes.add(failures(of));
        }
        if (skipped > 0) {
            notes.add(skipped + " rows of the table were not evaluated: in doubt, or with parked events");
        }
        return new RuleOutcome.Extent(groups, String.join("; ", notes));
    }

    private static String failures(Outcomes of) {
        return "the expression failed on " + of.failed + " of " + (of.failed + of.evaluated) + " rows, the first is "
                + of.failure;
    }
}
