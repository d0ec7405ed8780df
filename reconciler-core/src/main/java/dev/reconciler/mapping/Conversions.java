package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which types a value may move between as it is: those where the target prints back what the source printed, up to the
 * canonical form. Any other pair would be reported row by row for ever.
 */
final class Conversions {
    private static final Set<LogicalType> TEXTS =
            Set.of(LogicalType.TEXT, LogicalType.PADDED_TEXT, LogicalType.ENGINE_TEXT);
    private static final Set<LogicalType> FROM_TEXT = Set.of(
            LogicalType.TEXT, LogicalType.PADDED_TEXT, LogicalType.ENGINE_TEXT, LogicalType.UUID, LogicalType.BIT);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("numeric\\(\\d+,0\\)");

    private Conversions() {}

    /** What is wrong with moving values directly; empty if nothing. */
    static Optional<String> problem(ColumnType from, ColumnType to) {
        if (to.sqlName().equals("jsonb") && from.sqlName().equals("json")) {
            return Optional.of(
                    "json becomes jsonb, which prints documents anew and drops duplicate keys: make both jsonb or both json");
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
            case INTEGER -> target == LogicalType.DECIMAL;
            case DECIMAL ->
                target == LogicalType.INTEGER
                        && WHOLE_NUMBER.matcher(from.sqlName()).matches();
            case FLOAT4 -> target == LogicalType.FLOAT8;
            default -> TEXTS.contains(source) && FROM_TEXT.contains(target);
        };
    }
}
