package dev.reconciler.mapping;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a column that changes its type goes on to fit its target column: the new type is of the same family, and the target
 * takes each of its values as it is. Types come as the catalog names them, or as the stream does ({@code varchar(20)}, {@code int4()}).
 */
public final class TypeFit {
    private static final Pattern TYPE = Pattern.compile("([a-z0-9 _\"]+?)\\s*(?:\\((\\d*)(?:,(-?\\d+))?\\))?");
    private static final Map<String, Integer> INTEGER_DIGITS =
            Map.of("int2", 5, "smallint", 5, "int4", 10, "integer", 10, "int8", 19, "bigint", 19);
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private enum Family {
        TEXT,
        INTEGER,
        DECIMAL
    }

    /** @param size characters, or digits before the point */
    private record Type(Family family, int size, int scale) {}

    private TypeFit() {}

    /** Whether every value of the type {@code now} fits into the column, as those of the type {@code before} did. */
    public static boolean fits(MappedColumn column, String before, String now) {
        if (!(column.transform() instanceof Transform.Direct)) {
            return false;
        }
        @Nullable Type old = type(before);
        @Nullable Type source = type(now);
        @Nullable Type target = type(column.target().type().sqlName());
        if (old == null || source == null || target == null || old.family() != source.family()) {
            return false;
        }
        boolean unlimitedText = target.family() == Family.TEXT && target.size() == UNLIMITED;
        boolean whole = source.family() == Family.INTEGER && target.family() == Family.DECIMAL;
        return unlimitedText
                || (whole || source.family() == target.family())
                        && source.size() <= target.size()
                        && source.scale() <= target.scale();
    }

    /** Whether the column's values fit the target's while the source column has this type; the mapping was accepted with the type it had then. */
    public static boolean holds(MappedColumn column, String now) {
        boolean accepted =
                column.source() != null && column.source().type().sqlName().equals(now);
        boolean judged = type(now) != null && type(column.target().type().sqlName()) != null;
        return judged && column.transform() instanceof Transform.Direct ? fits(column, now, now) : accepted;
    }

    private static @Nullable Type type(String name) {
        Matcher type = TYPE.matcher(name);
        if (!type.matches()) {
            return null;
        }
        @Nullable Integer digits = INTEGER_DIGITS.get(type.group(1));
        if (digits != null) {
            return new Type(Family.INTEGER, digits, 0);
        }
        int first = number(type.group(2));
        return switch (type.group(1)) {
            case "text", "varchar", "character varying" -> new Type(Family.TEXT, first, 0);
            case "numeric" -> first == UNLIMITED ? new Type(Family.DECIMAL, first, first) : decimal(type, first);
            default -> null;
        };
    }

    private static Type decimal(Matcher type, int precision) {
        int scale = type.group(3) == null ? 0 : Integer.parseInt(type.group(3));
        return new Type(Family.DECIMAL, precision - scale, scale);
    }

    private static int number(@Nullable String text) {
        return text == null || text.isEmpty() ? UNLIMITED : Integer.parseInt(text);
    }
}
