package dev.reconciler.mapping.transform;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of an expression in CEL over the source columns by name ({@link CelProgram}). It has no SQL rendering. A result that is no
 * value of the target's type, and an error of the evaluation, is an invalid value.
 */
public final class Expression implements Transform {
    private final String text;
    private final List<String> names;
    private final CelProgram program;

    private Expression(String text, List<String> names, CelProgram program) {
        this.text = text;
        this.names = names;
        this.program = program;
    }

    /**
     * @param names of the source columns, in their order
     * @throws IllegalArgumentException if the text is no expression over these names, with the reason
     */
    public static Expression parse(String text, List<String> names) {
        Map<String, CelType> variables = new HashMap<>();
        names.forEach(name -> variables.put(name, SimpleType.DYN));
        try {
            return new Expression(text, List.copyOf(names), CelProgram.compile(text, variables, SimpleType.DYN));
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public @Nullable String apply(List<SourceValue> values, LogicalType to) {
        Map<String, Object> variables = new HashMap<>();
        try {
            for (int i = 0; i < values.size(); i++) {
                SourceValue value = values.get(i);
                variables.put(names.get(i), CelProgram.value(value.type(), value.text()));
            }
            return result(program.evaluate(variables), to);
        } catch (CelEvaluationException | ArithmeticException | NumberFormatException e) {
            return InvalidValue.of("the expression '" + text + "' failed: " + e.getMessage());
        }
    }

    private @Nullable String result(Object value, LogicalType to) {
        if (value instanceof NullValue) {
            return null;
        }
        String printed = printed(value, to);
        return Literals.isValue(to, printed)
                ? printed
                : InvalidValue.of(
                        "the expression '" + text + "' gives '" + printed + "', which is no value of the column");
    }

    private static String printed(Object value, LogicalType to) {
        boolean isExact = to == LogicalType.INTEGER || to == LogicalType.DECIMAL;
        if (value instanceof Double number && isExact && Double.isFinite(number)) {
            BigDecimal exact = BigDecimal.valueOf(number);
            return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.expression(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && text.equals(that.text) && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Expression[" + text + "]";
    }
}
