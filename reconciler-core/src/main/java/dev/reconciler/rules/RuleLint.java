package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Checks rules against both live databases without evaluating them: each query is prepared and explained, never run. */
public final class RuleLint {
    /** A placeholder tenant; the description of a query doesn't depend on it. */
    private static final TenantId ANY = TenantId.NONE;

    private final Collection<MappedTable> tables;
    private final QueryReader source;
    private final QueryReader target;

    public RuleLint(Collection<MappedTable> tables, QueryReader source, QueryReader target) {
        this.tables = List.copyOf(tables);
        this.source = source;
        this.target = target;
    }

    /** Every problem of the rule; empty if it can be evaluated. */
    public List<RuleProblem> problems(Rule rule) {
        Optional<MappedTable> table =
                tables.stream().filter(of -> of.id().equals(rule.table())).findFirst();
        if (rule.check() instanceof RowCondition condition && table.isPresent()) {
            return RowPredicate.of(condition, table.get()).problems().stream()
                    .map(problem -> new RuleProblem(
                            rule.file(), condition.line(), rule.name() + ": check, " + problem.what(), problem.fix()))
                    .toList();
        }
        List<String> problems = new ArrayList<>();
        List<String> ids = tables.stream().map(MappedTable::id).toList();
        if (!ids.contains(rule.table())) {
            problems.add("table " + rule.table() + " is not mapped: "
                    + Suggestions.nearest(rule.table(), ids)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("name one of " + String.join(", ", ids)));
        }
        if (problems.isEmpty() || rule.check() instanceof Rule.Queries) {
            try {
                problems.addAll(problems(rule, GeneratedQueries.of(rule, tables, source.dialect(), target.dialect())));
            } catch (QueryRefusedException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return problems.stream().map(problem -> problem(rule, problem)).toList();
    }

    private List<String> problems(Rule rule, Rule.Queries queries) {
        if (queries instanceof Rule.ExpectEmpty empty) {
            QueryReader reader = empty.side() == Side.SOURCE ? source : target;
            return QueryProblems.of(empty.side(), rule, empty, reader.describe(empty.query(), tables, ANY));
        }
        Rule.Compare compare = (Rule.Compare) queries;
        QueryDescription there = source.describe(compare.source(), tables, ANY);
        QueryDescription here = target.describe(compare.target(), tables, ANY);
        List<String> problems = QueryProblems.of(Side.SOURCE, rule, compare, there);
        problems.addAll(QueryProblems.of(Side.TARGET, rule, compare, here));
        if (problems.isEmpty()) {
            problems.addAll(Columns.differences(compare, there.columns(), here.columns()));
        }
        return problems;
    }

    /** Splits a text at its last colon into problem and fix. */
    private static RuleProblem problem(Rule rule, String text) {
        int fix = text.lastIndexOf(": ");
        return fix < 0
                ? new RuleProblem(rule.file(), 0, rule.name() + ": " + text, "correct it")
                : new RuleProblem(rule.file(), 0, rule.name() + ": " + text.substring(0, fix), text.substring(fix + 2));
    }
}
