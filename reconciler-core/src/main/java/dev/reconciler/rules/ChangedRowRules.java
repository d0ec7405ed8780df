package dev.reconciler.rules;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of kind {@code row} of a table, for changed rows that both sides hold alike: they need no window unless one is not true. */
public final class ChangedRowRules {
    private final MappedTable table;
    private final List<Compiled> rules = new ArrayList<>();

    /** @param rules of the table; those that do not fit it are left out: the jobs report them */
    public ChangedRowRules(MappedTable table, Collection<Rule> rules) {
        this.table = table;
        for (Rule rule : rules) {
            RowPredicate predicate =
                    RowPredicate.of((RowCondition) rule.check(), table).predicate();
            if (predicate != null) {
                this.rules.add(new Compiled(rule, predicate, isExact(predicate)));
            }
        }
    }

    /** @param exact false if it reads a column of the source that the ledger does not prove to be the target's value */
    private record Compiled(Rule rule, RowPredicate predicate, boolean exact) {}

    private boolean isExact(RowPredicate predicate) {
        return predicate.condition().columns(Side.SOURCE).stream()
                .map(name -> table.columns().get(table.indexOf(name)))
                .allMatch(column -> column.isCompared() && !column.hasTolerance());
    }

    /** The evidence of a row that both sides hold about a rule. */
    public enum Shown {
        TRUE,
        FALSE,
        /** The expression failed. */
        FAILED,
        /** It reads a column of the source that is not compared exactly. */
        UNKNOWN
    }

    /** The evidence of the row, by rule. */
    public Map<Rule, Shown> shown(Row row) {
        Map<Rule, Shown> shown = new LinkedHashMap<>();
        for (Compiled each : rules) {
            shown.put(each.rule(), each.exact() ? shown(each.predicate().judge(row, row)) : Shown.UNKNOWN);
        }
        return shown;
    }

    private static Shown shown(RowPredicate.Judgement judgement) {
        if (judgement.failure() != null) {
            return Shown.FAILED;
        }
        return judgement.holds() ? Shown.TRUE : Shown.FALSE;
    }
}
