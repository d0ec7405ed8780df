package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values that a mapping or an expression gives: they must have the text form that their column's type is compared by. */
public final class Literals {
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?|NaN|-?Infinity");
    private static final Pattern BOOLEAN = Pattern.compile("t|f|true|false|1|0");
    private static final Pattern FLOAT =
            Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|NaN|-?Infinity");
    private static final String DAY = "[0-9]{4,6}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
    private static final String TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{0,5}[1-9])?";
    private static final Pattern DATE = Pattern.compile(DAY + "|-?infinity");
    private static final Pattern TIMESTAMP = Pattern.compile(DAY + " " + TIME + "|-?infinity");
    private static final Pattern INSTANT = Pattern.compile(DAY + " " + TIME + "\\+00|-?infinity");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern BYTES = Pattern.compile("\\\\x(?:[0-9a-f]{2})*");
    private static final Pattern BIT = Pattern.compile("[01]*");

    private Literals() {}

    /** The reason why the text is no value of the type, with the fix; empty if it is one. */
    public static Optional<String> problem(ColumnType type, String text) {
        return example(type.logical(), text)
                .map(example -> "'" + text + "' is no value of " + type.sqlName() + ": write it like " + example);
    }

    /** Returns whether the text is a value of the type. */
    static boolean isValue(LogicalType type, String text) {
        return example(type, text).isEmpty();
    }

    /** A valid text of the type; empty if this one is valid. */
    private static Optional<String> example(LogicalType type, String text) {
        return switch (type) {
            case INTEGER -> required(INTEGER, text, "7");
            case DECIMAL -> required(DECIMAL, text, "12.5");
            case BOOLEAN -> required(BOOLEAN, text, "true or false");
            case FLOAT4, FLOAT8 -> required(FLOAT, text, "12.5");
            case DATE -> required(DATE, text, "2024-05-20");
            case TIMESTAMP -> required(TIMESTAMP, text, "2024-05-20 10:30:00");
            case INSTANT -> required(INSTANT, text, "2024-05-20 10:30:00+00");
            case UUID -> required(UUID, text.toLowerCase(Locale.ROOT), "123e4567-e89b-12d3-a456-426614174000");
            case BYTES -> required(BYTES, text, "\\x00ff");
            case BIT -> required(BIT, text, "0101");
            case TEXT, PADDED_TEXT, TIME, JSON, ENGINE_TEXT -> Optional.empty();
        };
    }

    private static Optional<String> required(Pattern form, String text, String example) {
        return form.matcher(text).matches() ? Optional.empty() : Optional.of(example);
    }
}
