package dev.reconciler.compatibility;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A default by its meaning in every engine.
 *
 * @param form {@code none}, {@code constant}, {@code now} or {@code other}
 * @param value the constant, or the expression
 */
record PortableDefault(String form, String value) {
    private static final Pattern CAST = Pattern.compile("::[A-Za-z0-9_ .\"]+(\\(\\d+(,\\s*\\d+)?\\))?(\\[])?$");
    private static final Pattern TEXT = Pattern.compile("(?:_[a-z0-9]+|b)?'((?:[^']|'')*)'");
    private static final Pattern NOW =
            Pattern.compile("(now\\(\\)|current_timestamp(\\(\\d*\\))?|localtimestamp(\\(\\d*\\))?)");

    static PortableDefault of(@Nullable String sql) {
        if (sql == null) {
            return new PortableDefault("none", "");
        }
        String text = withoutParentheses(sql.strip());
        String bare = withoutParentheses(CAST.matcher(text).replaceFirst(""));
        String lower = bare.toLowerCase(Locale.ROOT);
        Matcher literal = TEXT.matcher(bare);
        if (lower.equals("null")) {
            return new PortableDefault("none", "");
        }
        if (NOW.matcher(lower).matches()) {
            return new PortableDefault("now", "");
        }
        if (literal.matches()) {
            return new PortableDefault("constant", number(literal.group(1).replace("''", "'")));
        }
        if (lower.equals("true") || lower.equals("false")) {
            return new PortableDefault("constant", lower.equals("true") ? "1" : "0");
        }
        return bare.matches("-?[0-9.]+")
                ? new PortableDefault("constant", number(bare))
                : new PortableDefault("other", text);
    }

    private static String withoutParentheses(String text) {
        return text.startsWith("(") && closing(text) == text.length() - 1 ? text.substring(1, text.length() - 1) : text;
    }

    /** The place of the parenthesis that closes the first one; -1 if none does. */
    private static int closing(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted = quoted != (c == '\'');
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String number(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?")
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }

    boolean isPortable() {
        return !form.equals("other");
    }

    /** The default in SQL of any engine; null for none. @param fraction digits of a second of the column */
    @Nullable
    String sql(@Nullable Integer fraction) {
        return switch (form) {
            case "constant" -> "'" + value.replace("'", "''") + "'";
            case "now" -> "CURRENT_TIMESTAMP" + (fraction == null ? "" : "(" + fraction + ")");
            default -> null;
        };
    }
}
