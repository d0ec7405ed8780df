package dev.reconciler.rules;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.MappedQuery.Replaced;
import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules inside a window, exactly, while both databases change:
 *
 * <ol>
 *   <li>The source query runs in S, the target query in T. Each table name in it stands for the tenant's rows only.
 *   <li>The keys in doubt cover everything that T has beyond S. In the target query each mapped table is overlaid: S's rows, in
 *       the target's terms, replace the rows of its keys in doubt. So without drift, both queries see the same rows.
 *   <li>Therefore any difference is a violation, once the window has proven intact.
 * </ol>
 *
 * <p>Blind to drift on a key that is in doubt in this window, or has parked events: there the target query sees S's row, not the
 * target's. Checksums see the first (the ledger's hash proves it); parked events are reported as such; the next window, in which
 * the key is no longer in doubt, sees both. Rules are also blind to unmapped columns: queries can't name them.
 */
public final class RuleEvaluation {
    private static final String NO_GROUP = "no such group";
    private static final String NO_ROW = "no such row";
    static final String NOT_READ = "not read";

    private final Collection<MappedTable> tables;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final TargetSnapshot target;
    private final SnapshotPair snapshots;
    private final RuleLimits limits;
    private final RowChoice rows;

    /**
     * @param tables every mapped table of the pipeline; the window is over all of them
     * @param scope the pipeline's tenants
     * @param doubt {@link dev.reconciler.window.Window#doubt}
     * @param target {@link dev.reconciler.window.Window#target}
     * @param snapshots readers of that window
     * @param rows the rows on which rules of kind {@code row} are evaluated
     */
    public RuleEvaluation(
            Collection<MappedTable> tables,
            TenantScope scope,
            KeysInDoubt doubt,
            TargetSnapshot target,
            SnapshotPair snapshots,
            RuleLimits limits,
            RowChoice rows) {
        this.tables = List.copyOf(tables);
        this.scope = scope;
        this.doubt = doubt;
        this.target = target;
        this.snapshots = snapshots;
        this.limits = limits;
        this.rows = rows;
    }

    /** @param tenant {@link TenantId#NONE} for a rule that is not evaluated {@linkplain Rule#perTenant for each tenant} */
    public RuleOutcome evaluate(Rule rule, TenantId tenant) {
        if (rule.check() instanceof RowCondition) {
            return ofRows(rule, tenant);
        }
        try {
            Rule.Queries queries = GeneratedQueries.of(
                    rule,
                    tables,
                    snapshots.source().queries().dialect(),
                    snapshots.target().queries().dialect());
            return queries instanceof Rule.Compare compare
                    ? compare(rule, compare, tenant)
                    : expectEmpty(rule, (Rule.ExpectEmpty) queries, tenant);
        } catch (QueryRefusedException e) {
            return new RuleOutcome.Unverifiable(String.valueOf(e.getMessage()));
        }
    }

    private RuleOutcome ofRows(Rule rule, TenantId tenant) {
        Optional<MappedTable> named =
                tables.stream().filter(table -> table.id().equals(rule.table())).findFirst();
        if (named.isEmpty()) {
            return new RuleOutcome.Unverifiable("table " + rule.table() + " is not mapped");
        }
        MappedTable table = named.get();
        Map<String, String> notLive = target.notLive(List.of(table));
        if (!notLive.isEmpty()) {
            return new RuleOutcome.RetryLater("its table does not follow the stream yet: " + notLive);
        }
        TenantScope seen = tenant.isNone() ? scope : TenantScope.of(tenant);
        RowEvaluation.Subject subject = new RowEvaluation.Subject(rule, tenant);
        RowEvaluation evaluation =
                new RowEvaluation(table, seen, target.parked(table.id()).keySet(), limits, List.of(rule));
        boolean drawn = rows.read(table, seen, doubt, snapshots, subject, evaluation);
        return evaluation.outcome(subject, drawn);
    }

    private RuleOutcome compare(Rule rule, Rule.Compare check, TenantId tenant) {
        SnapshotPair.Both<QueryDescription> described = snapshots.ask(
                reader -> describe(reader, check.source(), tenant), reader -> describe(reader, check.target(), tenant));
        List<String> problems = problems(Side.SOURCE, rule, check, described.source(), tenant);
        problems.addAll(problems(Side.TARGET, rule, check, described.target(), tenant));
        if (problems.isEmpty()) {
            problems.addAll(Columns.differences(
                    check, described.source().columns(), described.target().columns()));
        }
        if (!problems.isEmpty()) {
            return new RuleOutcome.Unverifiable(String.join("; ", problems));
        }
        Overlay overlay = overlay(described.target().tables());
        if (overlay.obstacle() != null) {
            return new RuleOutcome.RetryLater(overlay.obstacle());
        }
        SnapshotPair.Both<Grouped> results = snapshots.ask(
                reader -> Grouped.of(
                        Side.SOURCE,
                        check.key(),
                        described.source().columns(),
                        run(reader, rule, check.source(), described.source(), tenant, Map.of())),
                reader -> Grouped.of(
                        Side.TARGET,
                        check.key(),
                        described.target().columns(),
                        run(reader, rule, check.target(), described.target(), tenant, overlay.replaced())));
        return judge(rule, check, tenant, results, described.source().columns());
    }

    private RuleOutcome judge(
            Rule rule,
            Rule.Compare check,
            TenantId tenant,
            SnapshotPair.Both<Grouped> results,
            List<QueryColumn> columns) {
        Grouped there = results.source();
        Grouped here = results.target();
        Set<List<@Nullable String>> groups = new LinkedHashSet<>(there.rows().keySet());
        groups.addAll(here.rows().keySet());
        List<String> names = List.copyOf(check.values().keySet());
        Violations violations = new Violations(rule, check, tenant);
        RuleOutcome.Sides values = null;
        for (List<@Nullable String> group : groups) {
            List<@Nullable String> left = there.rows().get(group);
            List<@Nullable String> right = here.rows().get(group);
            if (groups.size() == 1) {
                values = sides(results, left, right, names, columns);
            }
            List<String> differing = new ArrayList<>(names);
            if (left != null && right != null) {
                differing.removeIf(name -> Values.same(
                        there.value(left, name),
                        here.value(right, name),
                        isNumber(columns, name),
                        check.values().getOrDefault(name, Tolerance.NONE)));
            }
            if (left == null || right == null || !differing.isEmpty()) {
                violations.add(there.text(group), sides(results, left, right, differing, columns));
            }
        }
        return violations.outcome(groups.size(), values);
    }

    private static RuleOutcome.Sides sides(
            SnapshotPair.Both<Grouped> results,
            @Nullable List<@Nullable String> left,
            @Nullable List<@Nullable String> right,
            List<String> names,
            List<QueryColumn> columns) {
        List<String> differences = new ArrayList<>();
        if (left != null && right != null) {
            for (String name : names) {
                if (isNumber(columns, name)) {
                    Values.difference(
                                    results.source().value(left, name),
                                    results.target().value(right, name))
                            .ifPresent(difference -> differences.add(name + "=" + difference));
                }
            }
        }
        return new RuleOutcome.Sides(
                shown(results.source(), left, names),
                shown(results.target(), right, names),
                String.join(", ", differences));
    }

    private static boolean isNumber(List<QueryColumn> columns, String name) {
        return columns.get(Columns.indexOf(columns, name)).kind() == QueryColumn.Kind.NUMBER;
    }

    private static String shown(Grouped side, @Nullable List<@Nullable String> row, List<String> names) {
        if (row == null) {
            return NO_GROUP;
        }
        List<@Nullable String> values = new ArrayList<>();
        names.forEach(name -> values.add(side.value(row, name)));
        return names.isEmpty() ? "present" : Values.text(names, values);
    }

    private RuleOutcome expectEmpty(Rule rule, Rule.ExpectEmpty check, TenantId tenant) {
        boolean isOfSource = check.side() == Side.SOURCE;
        ChunkReader reader = isOfSource ? snapshots.source() : snapshots.target();
        QueryDescription described = describe(reader, check.query(), tenant);
        List<String> problems = problems(check.side(), rule, check, described, tenant);
        if (!problems.isEmpty()) {
            return new RuleOutcome.Unverifiable(String.join("; ", problems));
        }
        Overlay overlay = isOfSource ? Overlay.NONE : overlay(described.tables());
        if (overlay.obstacle() != null) {
            return new RuleOutcome.RetryLater(overlay.obstacle());
        }
        Grouped found = Grouped.first(
                check.key(),
                described.columns(),
                run(reader, rule, check.query(), described, tenant, overlay.replaced()));
        List<String> names = described.columns().stream().map(QueryColumn::name).toList();
        Violations violations = new Violations(rule, check, tenant);
        found.rows().forEach((group, row) -> {
            String shown = Values.text(names, row);
            violations.add(
                    found.text(group),
                    isOfSource ? new RuleOutcome.Sides(shown, NOT_READ, "") : new RuleOutcome.Sides(NO_ROW, shown, ""));
        });
        return violations.outcome(found.rows().size(), null);
    }

    private QueryDescription describe(ChunkReader reader, String sql, TenantId tenant) {
        return reader.queries().describe(sql, tables, tenant);
    }

    private static List<String> problems(
            Side side, Rule rule, Rule.Queries queries, QueryDescription described, TenantId tenant) {
        List<String> problems = QueryProblems.of(side, rule, queries, described);
        boolean isOfNone = tenant.isNone() && !rule.settings().acrossTenants();
        if (problems.isEmpty() && isOfNone && described.tables().stream().anyMatch(MappedTable::hasTenants)) {
            problems.add("the query on the " + side.noun() + " reads tables with tenants: evaluate it for each tenant");
        }
        return problems;
    }

    private List<List<@Nullable String>> run(
            ChunkReader reader,
            Rule rule,
            String sql,
            QueryDescription described,
            TenantId tenant,
            Map<String, Replaced> replaced) {
        TenantScope seen = rule.settings().acrossTenants() ? scope : TenantScope.of(tenant);
        return reader.queries()
                .run(new MappedQuery(
                        sql,
                        described.tables(),
                        tenant,
                        seen,
                        replaced,
                        limits.groups(),
                        rule.timeout().orElse(null)));
    }

    /** Reads S on the source's reader, which must not be used for another query meanwhile. */
    private Overlay overlay(List<MappedTable> named) {
        Map<String, String> notLive = target.notLive(named);
        if (!notLive.isEmpty()) {
            return new Overlay("not all of its tables follow the stream yet: " + notLive, Map.of());
        }
        Optional<Map<String, Replaced>> replaced =
                new Replacements(doubt, target, snapshots.source(), limits).of(named);
        return replaced.map(rows -> new Overlay(null, rows))
                .orElseGet(() -> new Overlay(
                        "too many keys of its tables are in doubt or parked at the moment (limit "
                                + limits.keysReplaced() + " keys, " + limits.replacedCharacters() + " characters)",
                        Map.of()));
    }

    private record Overlay(@Nullable String obstacle, Map<String, Replaced> replaced) {
        private static final Overlay NONE = new Overlay(null, Map.of());
    }

    /** Counts all violations, keeps the first ones. */
    private final class Violations {
        private final Rule rule;
        private final boolean reference;
        private final TenantId tenant;
        private final List<Finding> findings = new ArrayList<>();
        private final List<RuleOutcome.Violation> details = new ArrayList<>();
        private long count;

        Violations(Rule rule, Rule.Queries queries, TenantId tenant) {
            this.rule = rule;
            this.reference = queries instanceof Rule.ExpectEmpty empty
                    && empty.finding() == DiscrepancyType.REFERENTIAL_VIOLATION;
            this.tenant = tenant;
        }

        void add(String group, RuleOutcome.Sides values) {
            count++;
            if (findings.size() < limits.findings()) {
                findings.add(finding(group, values.source(), values.target()));
                details.add(new RuleOutcome.Violation(group, values));
            }
        }

        private Finding finding(String group, String source, String target) {
            return reference
                    ? new Finding.ReferentialViolation(
                            rule.table(), tenant, rule.name(), group, target, rule.blocking(), rule.severity())
                    : new Finding.RuleViolation(
                            rule.table(), tenant, rule.name(), group, source, target, rule.blocking(), rule.severity());
        }

        RuleOutcome outcome(long groups, RuleOutcome.@Nullable Sides values) {
            return count == 0
                    ? new RuleOutcome.Agreed(groups, values, RuleOutcome.Extent.WHOLE)
                    : new RuleOutcome.Violated(findings, details, count, groups, values, RuleOutcome.Extent.WHOLE);
        }
    }
}
