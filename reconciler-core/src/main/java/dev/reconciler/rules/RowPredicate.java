package dev.reconciler.rules;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.CelProgram;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.rules.RowCondition.Problem;
import dev.reconciler.rules.RowCondition.Read;
import dev.reconciler.schema.Side;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link RowCondition} compiled for the columns of a mapped table. */
final class RowPredicate {
    private static final String TYPES =
            "decimals, times and texts are strings: double(target.NAME) is a decimal's number,"
                    + " and a NULL is excluded by target.NAME != null";

    private final RowCondition condition;
    private final MappedTable table;
    private final CelProgram program;

    private RowPredicate(RowCondition condition, MappedTable table, CelProgram program) {
        this.condition = condition;
        this.table = table;
        this.program = program;
    }

    /** The predicate, or the reasons why there is none. */
    record Compiled(@Nullable RowPredicate predicate, List<Problem> problems) {
        RowPredicate orElseThrow() {
            return Objects.requireNonNull(predicate);
        }
    }

    static Compiled of(RowCondition condition, MappedTable table) {
        List<Problem> problems = new ArrayList<>(condition.problems());
        Map<String, CelType> variables = new HashMap<>();
        for (Read read : condition.reads()) {
            int index = table.indexOf(read.column());
            if (index < 0) {
                problems.add(unknown(read, table));
            } else {
                variables.put(read.variable(), CelProgram.typeOf(type(table, index)));
            }
        }
        if (!problems.isEmpty()) {
            return new Compiled(null, problems);
        }
        try {
            CelProgram program = CelProgram.compile(condition.check(), variables, SimpleType.BOOL);
            return new Compiled(new RowPredicate(condition, table, program), List.of());
        } catch (CelValidationException e) {
            return new Compiled(null, RowCondition.problems(e, TYPES));
        }
    }

    private static LogicalType type(MappedTable table, int index) {
        return table.columns().get(index).target().type().logical();
    }

    private static Problem unknown(Read read, MappedTable table) {
        List<String> names =
                table.columns().stream().map(of -> of.target().name()).toList();
        String fix = table.columns().stream()
                .filter(column -> column.sources().stream()
                        .anyMatch(source -> source.name().equals(read.column())))
                .map(column -> column.target().name())
                .findFirst()
                .map(name -> "a rule names columns as the target does: write " + name)
                .or(() -> Suggestions.nearest(read.column(), names).map(near -> "did you mean " + near + "?"))
                .orElse("its columns are " + String.join(", ", names));
        return new Problem(read.place() + ": table " + table.id() + " has no mapped column " + read.column(), fix);
    }

    RowCondition condition() {
        return condition;
    }

    /** @param failure the reason why the expression has no value; null if it has one */
    record Judgement(boolean holds, @Nullable String failure) {}

    /** @param source not null if the condition reads the source, as {@code target} if it reads the target */
    Judgement judge(@Nullable Row source, @Nullable Row target) {
        try {
            Map<String, Object> values = new HashMap<>();
            for (Read read : condition.reads()) {
                int index = table.indexOf(read.column());
                Row row = Objects.requireNonNull(read.side() == Side.SOURCE ? source : target);
                String text = row.value(index);
                if (text != null && InvalidValue.is(text)) {
                    return new Judgement(
                            false,
                            read.variable() + " has no value: "
                                    + InvalidValue.read(text).reason());
                }
                values.put(read.variable(), CelProgram.value(type(table, index), text));
            }
            Object result = program.evaluate(values);
            return result instanceof Boolean holds
                    ? new Judgement(holds, null)
                    : new Judgement(false, "the result is not true or false: " + result);
        } catch (CelEvaluationException | ArithmeticException | NumberFormatException e) {
            return new Judgement(false, String.valueOf(e.getMessage()));
        }
    }

    /** The values of the columns that the condition reads, as text. */
    String shown(Side side, @Nullable Row row) {
        if (row == null || !condition.reads(side)) {
            return RuleEvaluation.NOT_READ;
        }
        List<String> names = condition.columns(side);
        List<@Nullable String> values = new ArrayList<>();
        for (String name : names) {
            MappedColumn column = table.columns().get(table.indexOf(name));
            String text = row.value(table.indexOf(name));
            values.add(text == null ? null : shown(column, text));
        }
        return Values.text(names, values);
    }

    private static String shown(MappedColumn column, String text) {
        LogicalType type = column.target().type().logical();
        return type == LogicalType.FLOAT4 || type == LogicalType.FLOAT8 ? text : type.canonical(text);
    }
}
