package dev.reconciler.mapping.transform;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of an expression in CEL, the Common Expression Language, over the source columns by name. It has no SQL rendering.
 *
 * <p>Integers are {@code int}, booleans {@code bool}, floats {@code double}; every other value, decimals included, is a
 * {@code string} in canonical form, and NULL is {@code null}. A result that is no value of the target's type, and an error of the
 * evaluation, is an invalid value.
 */
public final class Expression implements Transform {
    private static final CelOptions OPTIONS =
            CelOptions.current().comprehensionMaxIterations(10_000).build();

    private final String text;
    private final List<String> names;
    private final CelRuntime.Program program;

    private Expression(String text, List<String> names, CelRuntime.Program program) {
        this.text = text;
        this.names = names;
        this.program = program;
    }

    /**
     * @param names of the source columns, in their order
     * @throws IllegalArgumentException if the text is no expression over these names, with the reason
     */
    public static Expression parse(String text, List<String> names) {
        CelCompilerBuilder compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        names.forEach(name -> compiler.addVar(name, SimpleType.DYN));
        try {
            CelRuntime.Program program = CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .build()
                    .createProgram(compiler.build().compile(text).getAst());
            return new Expression(text, List.copyOf(names), program);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public @Nullable String apply(List<SourceValue> values, LogicalType to) {
        Map<String, Object> variables = new HashMap<>();
        try {
            for (int i = 0; i < values.size(); i++) {
                variables.put(names.get(i), variable(values.get(i)));
            }
            return result(program.eval(variables), to);
        } catch (CelEvaluationException | ArithmeticException | NumberFormatException e) {
            return InvalidValue.of("the expression '" + text + "' failed: " + e.getMessage());
        }
    }

    private static Object variable(SourceValue value) {
        String canonical = value.canonical();
        String text = value.text();
        if (canonical == null || text == null) {
            return NullValue.NULL_VALUE;
        }
        return switch (value.type()) {
            case INTEGER -> Long.parseLong(canonical);
            case BOOLEAN -> canonical.equals("1") || canonical.equals("0") ? (Object) canonical.equals("1") : canonical;
            case FLOAT4, FLOAT8 -> Double.parseDouble(text);
            default -> canonical;
        };
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
