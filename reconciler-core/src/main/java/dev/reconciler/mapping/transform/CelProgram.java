package dev.reconciler.mapping.transform;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.reconciler.row.LogicalType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression in CEL, the Common Expression Language, with the limits and the forms of values that transforms and rules share.
 *
 * <p>Integers are {@code int}, booleans {@code bool}, floats {@code double}; every other value, decimals included, is a {@code string} in
 * canonical form, and NULL is {@code null}.
 */
public final class CelProgram {
    private static final CelOptions OPTIONS =
            CelOptions.current().comprehensionMaxIterations(10_000).build();

    private final CelRuntime.Program program;

    private CelProgram(CelRuntime.Program program) {
        this.program = program;
    }

    /** Parses an expression whose variables are not known yet. */
    public static CelAbstractSyntaxTree parse(String text) throws CelValidationException {
        return compiler(Map.of(), SimpleType.DYN).parse(text).getAst();
    }

    /**
     * @param variables types by name; a name may be qualified, as in {@code source.total}
     * @throws CelValidationException if the text is no expression of that type over these variables
     */
    public static CelProgram compile(String text, Map<String, CelType> variables, CelType result)
            throws CelValidationException {
        try {
            return new CelProgram(CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .build()
                    .createProgram(compiler(variables, result).compile(text).getAst()));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("a checked expression has no program: " + text, e);
        }
    }

    private static CelCompiler compiler(Map<String, CelType> variables, CelType result) {
        CelCompilerBuilder compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setResultType(result)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        variables.forEach(compiler::addVar);
        return compiler.build();
    }

    /** @param values by name of the variable, as {@link #value} gives them */
    public Object evaluate(Map<String, Object> values) throws CelEvaluationException {
        return program.eval(values);
    }

    /**
     * The value of a variable.
     *
     * @param text in text form; null is SQL NULL
     * @throws NumberFormatException if an integer has more than 64 bits
     */
    public static Object value(LogicalType type, @Nullable String text) {
        if (text == null) {
            return NullValue.NULL_VALUE;
        }
        String canonical = type.canonical(text);
        return switch (type) {
            case INTEGER -> Long.parseLong(canonical);
            case BOOLEAN -> canonical.equals("1") || canonical.equals("0") ? (Object) canonical.equals("1") : canonical;
            case FLOAT4, FLOAT8 -> Double.parseDouble(text);
            default -> canonical;
        };
    }

    /** The type of the values of a column, which may be null. A {@code tinyint(1)} of MySQL may hold other numbers than 0 and 1. */
    public static CelType typeOf(LogicalType type) {
        return switch (type) {
            case INTEGER -> NullableType.create(SimpleType.INT);
            case BOOLEAN -> SimpleType.DYN;
            case FLOAT4, FLOAT8 -> NullableType.create(SimpleType.DOUBLE);
            default -> NullableType.create(SimpleType.STRING);
        };
    }
}
