package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeTraits.Limit;
import java.util.Optional;
import java.util.Set;

/**
 * The pairs of types between which a value may be copied unchanged: the target prints the text that the source printed, up to the
 * canonical form. With any other pair every row would be reported as different on every run.
 */
final class Conversions {
    private static final Set<LogicalType> TEXTS =
            Set.of(LogicalType.TEXT, LogicalType.PADDED_TEXT, LogicalType.ENGINE_TEXT);
    private static final Set<LogicalType> FROM_TEXT = Set.of(
            LogicalType.TEXT, LogicalType.PADDED_TEXT, LogicalType.ENGINE_TEXT, LogicalType.UUID, LogicalType.BIT);

    private static final Integer UUID_CHARACTERS = 36;
    private static final Integer UUID_BYTES = 16;

    private Conversions() {}

    /** The reason why values can't be copied directly; empty if they can. */
    static Optional<String> problem(ColumnType from, ColumnType to) {
        if (from.logical() == LogicalType.JSON
                && to.structure().normalised()
                && !from.structure().normalised()) {
            return Optional.of(from.sqlName() + " becomes " + to.sqlName()
                    + ", which reformats documents and drops duplicate keys: "
                    + (from.sqlName().equals(to.sqlName())
                            ? "make the target a text, or the source a type that reformats them too"
                            : "make both " + to.sqlName() + " or both " + from.sqlName()));
        }
        if (from.structure().traits().isLabelled() && to.structure().array()) {
            return Optional.of(from.sqlName() + " does not become " + to.sqlName()
                    + ", whose values are in braces: make the target a text, or use a transform");
        }
        if (isFaithful(from, to)) {
            return Optional.empty();
        }
        return Optional.of(from.sqlName() + " does not become " + to.sqlName()
                + " by itself: change one of the types, or use a transform");
    }

    private static boolean isFaithful(ColumnType from, ColumnType to) {
        LogicalType source = from.logical();
        LogicalType target = to.logical();
        if (source == target || target == LogicalType.TEXT) {
            return true;
        }
        return switch (source) {
            case INTEGER -> target == LogicalType.DECIMAL || isNumber(to);
            case BOOLEAN -> isNumber(from) && (target == LogicalType.INTEGER || target == LogicalType.DECIMAL);
            case UUID -> isUuidForm(to);
            case DECIMAL ->
                target == LogicalType.INTEGER
                        && Integer.valueOf(0).equals(from.structure().limits().scale());
            case FLOAT4 -> target == LogicalType.FLOAT8;
            default -> TEXTS.contains(source) && FROM_TEXT.contains(target);
        };
    }

    /** Returns whether a {@code char(36)} or {@code binary(16)} holds exactly the uuids, besides text, which holds them too. */
    private static boolean isUuidForm(ColumnType type) {
        Integer length = type.structure().limits().length();
        return type.logical() == LogicalType.PADDED_TEXT && UUID_CHARACTERS.equals(length)
                || type.logical() == LogicalType.BYTES
                        && type.structure().traits().limit() == Limit.EXACT_BYTES
                        && UUID_BYTES.equals(length);
    }

    /** A boolean that the engine stores and prints as a number: MySQL's {@code tinyint(1)}. */
    private static boolean isNumber(ColumnType type) {
        return type.logical() == LogicalType.BOOLEAN
                && type.structure().limits().precision() != null;
    }
}
