package dev.reconciler.rules;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.rules.ShortKind.Aggregate;
import dev.reconciler.rules.ShortKind.Expression;
import dev.reconciler.schema.Side;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads the condition of a rule file: the one setting that has the name of a kind. */
final class CheckReader {
    private static final List<String> COMPARE = List.of("source", "target", "key", "values");
    private static final List<String> TARGET_ONLY = List.of("target", "key", "finding");

    /** The kinds, each with its settings. */
    static final Map<String, List<String>> KINDS = kinds();

    static final List<String> AGGREGATE = List.of("sql", "source", "target", "absolute", "percent");

    private static final String QUERY = "write a SELECT, as a block after |";
    private static final String AGGREGATES = "name each value with its aggregate, like highest: max(amount)";

    private CheckReader() {}

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("row_count", List.of("by", "tolerance", "where"));
        kinds.put("sum", List.of("by", "values", "where"));
        kinds.put("aggregate", List.of("by", "values", "where"));
        kinds.put("null", List.of("columns", "at_most", "where"));
        kinds.put("duplicate", List.of("columns", "where"));
        kinds.put("referential", List.of("columns", "parent", "parent_columns", "where"));
        kinds.put("temporal", List.of("order", "not_future", "tolerance", "where"));
        kinds.put("row", List.of("check"));
        kinds.put("query", COMPARE);
        kinds.put("target_only", TARGET_ONLY);
        kinds.put("source_only", List.of("source", "key"));
        kinds.put("compare", COMPARE);
        kinds.put("expect_empty", TARGET_ONLY);
        return kinds;
    }

    /** The condition; null, with a problem recorded, if the rule does not have exactly one. */
    static Rule.@Nullable Check read(RuleNode rule) {
        List<String> found = rule.keys().stream().filter(KINDS::containsKey).toList();
        if (found.size() != 1) {
            rule.problem(
                    "the rule needs exactly one kind of condition" + (found.isEmpty() ? "" : ", and has " + found),
                    "write one of " + String.join(", ", KINDS.keySet()));
            return null;
        }
        String kind = found.get(0);
        return rule.child(kind, KINDS.getOrDefault(kind, List.of()))
                .map(node -> check(kind, node))
                .orElse(null);
    }

    private static Rule.Check check(String kind, RuleNode node) {
        return switch (kind) {
            case "row_count" ->
                new ShortKind.RowCount(
                        node.optionalNames("by"),
                        node.has("tolerance") ? node.tolerance("tolerance") : Tolerance.NONE,
                        node.expression("where"));
            case "sum" -> sum(node);
            case "aggregate" -> aggregates(node);
            case "null" -> new ShortKind.Nulls(node.names("columns"), node.limit("at_most"), where(node));
            case "duplicate" -> new ShortKind.Duplicates(node.names("columns"), where(node));
            case "referential" -> reference(node);
            case "temporal" -> times(node);
            case "row" -> row(node);
            case "source_only" ->
                new Rule.ExpectEmpty(
                        Side.SOURCE, node.text("source", QUERY), node.names("key"), DiscrepancyType.RULE_VIOLATION);
            case "target_only", "expect_empty" -> targetOnly(node);
            default -> compare(node);
        };
    }

    private static Rule.Compare compare(RuleNode node) {
        String source = node.text("source", QUERY);
        String target = node.text("target", QUERY);
        List<String> key = node.names("key");
        Map<String, Tolerance> values = tolerances(node);
        notBoth(node, key, values);
        return new Rule.Compare(source, target, key, values);
    }

    private static ShortKind.Sum sum(RuleNode node) {
        List<String> by = node.optionalNames("by");
        Map<String, Tolerance> columns = tolerances(node);
        notBoth(node, by, columns);
        return new ShortKind.Sum(by, columns, node.expression("where"));
    }

    private static Map<String, Tolerance> tolerances(RuleNode node) {
        return values(node, "name each value column with its tolerance, like total: 0.005", RuleNode::tolerance);
    }

    private static <T> Map<String, T> values(RuleNode node, String fix, BiFunction<RuleNode, String, T> read) {
        Map<String, T> values = new LinkedHashMap<>();
        Optional<RuleNode> columns = node.child("values", List.of());
        columns.ifPresent(of -> of.keys().forEach(name -> values.put(name, read.apply(of, name))));
        if (values.isEmpty()) {
            node.problemAt("values", node + " lacks values", fix);
        }
        return values;
    }

    private static void notBoth(RuleNode node, List<String> key, Map<String, ?> values) {
        values.keySet().stream()
                .filter(key::contains)
                .forEach(column -> node.problemAt(
                        "values", column + " is both in key and in values", "remove it from one of them"));
    }

    private static ShortKind.Aggregates aggregates(RuleNode node) {
        List<String> by = node.optionalNames("by");
        Map<String, Aggregate> values = values(node, AGGREGATES, CheckReader::aggregate);
        notBoth(node, by, values);
        return new ShortKind.Aggregates(by, values, node.expression("where"));
    }

    private static Aggregate aggregate(RuleNode values, String name) {
        if (!values.isMapping(name)) {
            return new Aggregate(Expression.same(values.text(name, AGGREGATES)), Tolerance.NONE);
        }
        RuleNode node = values.child(name, AGGREGATE).orElseThrow();
        boolean sides = node.has("source") || node.has("target");
        if (sides == node.has("sql")) {
            node.problem(
                    name + " needs either sql or source and target",
                    "write the aggregate as sql, or one for each side as source and target");
        }
        Expression sql = sides ? node.sides() : Expression.same(node.has("sql") ? node.text("sql", AGGREGATES) : "");
        return new Aggregate(sql, node.partsOfTolerance());
    }

    private static Expression where(RuleNode node) {
        return node.has("where")
                ? Expression.same(node.text("where", "write a condition in SQL over the table's columns"))
                : Expression.NONE;
    }

    private static ShortKind.Reference reference(RuleNode node) {
        List<String> columns = node.names("columns");
        String parent = node.text("parent", "name the mapped target table that is referred to, as schema.table");
        List<String> parents = node.names("parent_columns");
        if (columns.size() != parents.size() && !columns.contains("") && !parents.isEmpty()) {
            node.problemAt(
                    "parent_columns",
                    "columns and parent_columns have different numbers of names",
                    "name the parent's columns in the order of columns");
        }
        return new ShortKind.Reference(columns, parent, parents, where(node));
    }

    private static ShortKind.Times times(RuleNode node) {
        List<String> order = node.optionalNames("order");
        List<String> notFuture = node.optionalNames("not_future");
        if (order.isEmpty() && notFuture.isEmpty()) {
            node.problem(
                    node + " states nothing",
                    "name columns in order, from the earliest to the latest, or in not_future");
        } else if (order.size() == 1) {
            node.problemAt("order", "order has only one column", "name at least two, from the earliest to the latest");
        }
        return new ShortKind.Times(order, notFuture, node.duration("tolerance").orElse(Duration.ZERO), where(node));
    }

    private static RowCondition row(RuleNode node) {
        String check = node.text("check", RowCondition.FIX);
        RowCondition condition = RowCondition.of(check, node.line("check"));
        if (!check.isEmpty()) {
            condition.problems().stream()
                    .findFirst()
                    .ifPresent(problem -> node.problemAt("check", problem.what(), problem.fix()));
        }
        return condition;
    }

    private static Rule.ExpectEmpty targetOnly(RuleNode node) {
        String target = node.text("target", QUERY);
        List<String> key = node.names("key");
        Optional<Kind> finding = node.has("finding") ? node.choice("finding", Kind.values()) : Optional.empty();
        return new Rule.ExpectEmpty(
                Side.TARGET,
                target,
                key,
                DiscrepancyType.valueOf(finding.orElse(Kind.RULE_VIOLATION).name()));
    }

    /** The types of a row that should not exist. */
    private enum Kind {
        RULE_VIOLATION,
        REFERENTIAL_VIOLATION
    }
}
