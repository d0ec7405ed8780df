package dev.reconciler.rules;

import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares the columns of query results with the columns that a rule names. */
final class Columns {
    private Columns() {}

    /** @throws IllegalArgumentException if there is no column of that name */
    static int indexOf(List<QueryColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + name);
    }

    static List<String> problems(String side, Rule.Queries check, List<QueryColumn> columns) {
        List<String> names = columns.stream().map(QueryColumn::name).toList();
        List<String> wanted = new ArrayList<>(check.key());
        if (check instanceof Rule.Compare compare) {
            wanted.addAll(compare.values().keySet());
        }
        List<String> problems = new ArrayList<>();
        for (String name : wanted) {
            long found = names.stream().filter(name::equals).count();
            if (found == 0) {
                problems.add("the query on the " + side + " gives no column " + name + ": "
                        + Suggestions.nearest(name, names)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("its columns are " + String.join(", ", names)));
            } else if (found > 1) {
                problems.add("the query on the " + side + " gives " + found + " columns " + name
                        + ": give them different names");
            }
        }
        return problems;
    }

    /** Differences of the columns' types. Called only if each side has the columns. */
    static List<String> differences(Rule.Compare compare, List<QueryColumn> source, List<QueryColumn> target) {
        List<String> problems = new ArrayList<>();
        compare.key().forEach(name -> comparable(name, source, target, problems));
        for (Map.Entry<String, Tolerance> value : compare.values().entrySet()) {
            QueryColumn there = comparable(value.getKey(), source, target, problems);
            if (!value.getValue().isNone() && there.kind() != QueryColumn.Kind.NUMBER) {
                problems.add("column " + value.getKey() + " is not a number: give it tolerance 0");
            }
        }
        return problems;
    }

    private static QueryColumn comparable(
            String name, List<QueryColumn> source, List<QueryColumn> target, List<String> problems) {
        QueryColumn there = source.get(indexOf(source, name));
        QueryColumn here = target.get(indexOf(target, name));
        if (!there.isComparableWith(here)) {
            problems.add("column " + name + " is " + there.type() + " on the source and " + here.type()
                    + " on the target: cast one of them");
        }
        return there;
    }
}
