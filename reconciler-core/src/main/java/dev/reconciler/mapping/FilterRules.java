package dev.reconciler.mapping;

import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.mapping.transform.Literals;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableSchema;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Resolves the row filters of a mapping, and notes what is wrong with them. */
final class FilterRules {
    private static final Pattern COMMON_DAY = Pattern.compile("[0-9]{4}-.*");
    private static final int LENGTH_OF_DAY = 10;

    private final List<String> problems;

    /** @param problems gets each problem with its fix */
    FilterRules(List<String> problems) {
        this.problems = problems;
    }

    RowFilter.Pair resolve(RowConditions where, TableSchema source, TableSchema target, List<MappedColumn> columns) {
        List<Condition> ofSource = new ArrayList<>();
        where.source().forEach((name, values) -> {
            String place = "where.source: column " + source.ref() + "." + name;
            Optional<Column> column = source.column(name);
            if (column.isEmpty()) {
                problems.add(place + " does not exist: correct the name");
            } else if (column.get().generated()) {
                problems.add(
                        place + " is generated, so change events lack it: filter by the columns that it is computed"
                                + " from");
            } else {
                condition(place, column.get(), values).ifPresent(ofSource::add);
            }
        });
        List<Condition> ofTarget = new ArrayList<>();
        where.target().forEach((name, values) -> {
            String place = "where.target: column " + target.ref() + "." + name;
            Optional<MappedColumn> column = columns.stream()
                    .filter(each -> each.target().name().equals(name))
                    .findFirst();
            if (column.isEmpty()) {
                problems.add(place + " does not exist or is not mapped, so that nothing tells what a written row holds"
                        + " there: map it, or give it a value in constants");
            } else {
                if (column.get().translation() != null) {
                    problems.add(
                            place + " is translated by a lookup table, and a filter must not depend on its entries:"
                                    + " filter by another column");
                    return;
                }
                condition(place, column.get().target(), values).ifPresent(condition -> {
                    ofTarget.add(condition);
                    requireMatching(place, column.get(), condition);
                });
            }
        });
        return new RowFilter.Pair(new RowFilter(ofSource), new RowFilter(ofTarget));
    }

    private void requireMatching(String place, MappedColumn column, Condition condition) {
        if (column.transform() instanceof Transform.Constant constant && !condition.matches(constant.value())) {
            problems.add(
                    place + " is the constant " + (constant.value() == null ? "NULL" : "'" + constant.value() + "'")
                            + ", which is outside the filter, so that no row could be written: make the constant one of the"
                            + " filter's values");
        }
    }

    private Optional<Condition> condition(String place, Column column, RowConditions.Values where) {
        LogicalType type = column.type().logical();
        List<String> values = new ArrayList<>();
        for (Optional<String> each : where.values()) {
            if (each.isEmpty()) {
                continue;
            }
            Optional<String> problem = problem(column, each.get());
            if (problem.isPresent()) {
                problems.add(place + ": " + problem.get());
                return Optional.empty();
            }
            values.add(type.canonical(each.get()));
        }
        boolean listsNull = where.values().contains(Optional.<String>empty());
        return Optional.of(new Condition(column, values, where.isNegated(), listsNull != where.isNegated()));
    }

    private static Optional<String> problem(Column column, String text) {
        LogicalType type = column.type().logical();
        if (!type.isKeyType() && type != LogicalType.ENGINE_TEXT) {
            return Optional.of("values of " + column.type().sqlName()
                    + " can't be compared exactly on every server: filter by null only, or by another column");
        }
        if (text.indexOf('\0') >= 0) {
            return Optional.of("the value holds U+0000, which not every server can compare: correct it");
        }
        Optional<String> problem = Literals.problem(column.type(), text);
        return problem.isPresent() || isDayOfCalendar(type, text)
                ? problem
                : Optional.of("'" + text + "' is no day of the calendar: correct it");
    }

    /** Days of other centuries have forms of their own, which the servers check. */
    private static boolean isDayOfCalendar(LogicalType type, String text) {
        boolean dated = type == LogicalType.DATE || type == LogicalType.TIMESTAMP || type == LogicalType.INSTANT;
        if (!dated || !COMMON_DAY.matcher(text).matches()) {
            return true;
        }
        try {
            return LocalDate.parse(text.substring(0, LENGTH_OF_DAY)).getYear() >= 0;
        } catch (DateTimeException e) {
            return false; // the text has the form of a day, and names none
        }
    }
}
