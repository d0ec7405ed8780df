package dev.reconciler.endpoint.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type's name, taken apart: {@code int(10) unsigned zerofill} as the catalog spells it, {@code INT UNSIGNED} as the stream does.
 *
 * @param bare the type's own name: lower case, a synonym replaced, without modifiers and attributes
 * @param modifiers between the parentheses, labels without their quotes; empty for none
 */
record MySqlTypeName(String bare, List<String> modifiers, boolean unsigned, boolean zerofill) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern CHARSET =
            Pattern.compile("\\b(?:charset|character set|collate)\\s+\\S+", Pattern.CASE_INSENSITIVE);
    private static final Set<String> ATTRIBUTES = Set.of("unsigned", "zerofill", "signed");

    static MySqlTypeName of(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        boolean modified = open >= 0 && close > open;
        String outside = modified ? text.substring(0, open) + " " + text.substring(close + 1) : text;
        List<String> words = List.of(
                BLANKS.split(CHARSET.matcher(outside).replaceAll("").strip().toLowerCase(Locale.ROOT)));
        String bare = String.join(
                " ", words.stream().filter(word -> !ATTRIBUTES.contains(word)).toList());
        boolean zerofill = words.contains("zerofill");
        return new MySqlTypeName(
                synonym(bare),
                modified ? split(text.substring(open + 1, close)) : modifiersOf(bare),
                words.contains("unsigned") || zerofill || bare.equals("serial"),
                zerofill);
    }

    private static String synonym(String bare) {
        return switch (bare) {
            case "integer" -> "int";
            case "bool", "boolean" -> "tinyint";
            case "serial" -> "bigint";
            case "dec", "numeric", "fixed" -> "decimal";
            case "double precision", "real" -> "double";
            case "character", "nchar", "national char", "national character" -> "char";
            case "character varying", "char varying", "nvarchar", "national varchar" -> "varchar";
            case "long varchar" -> "mediumtext";
            default -> bare;
        };
    }

    private static List<String> modifiersOf(String bare) {
        return bare.equals("bool") || bare.equals("boolean") ? List.of("1") : List.of();
    }

    /** Splits at the commas outside of quotes. A doubled quote is one, and a backslash escapes as in a literal. */
    private static List<String> split(String inside) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            char next = i + 1 < inside.length() ? inside.charAt(i + 1) : 0;
            if (quoted && (c == '\\' || c == '\'' && next == '\'')) {
                part.append(c == '\\' ? unescaped(next) : next);
                i++;
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else if (quoted || c != ' ') {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'Z' -> '\032';
            default -> escaped;
        };
    }

    /** Null if there is no such modifier. */
    @Nullable
    Integer number(int index) {
        return index < modifiers.size() ? Integer.valueOf(modifiers.get(index)) : null;
    }

    int number(int index, int otherwise) {
        Integer number = number(index);
        return number == null ? otherwise : number;
    }
}
