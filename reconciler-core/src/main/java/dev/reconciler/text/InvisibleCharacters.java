package dev.reconciler.text;

import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Characters that a reader does not see, or that change the order in which other characters are read: controls except line feed
 * and tab, format characters (directional controls, zero-width characters), line and paragraph separators, lone surrogates, and
 * letters without a glyph (Unicode Default_Ignorable_Code_Point). A person who decides on a value must see that it holds one.
 */
public final class InvisibleCharacters {
    /** Ranges, both ends included, of the characters that no general category covers. */
    private static final int[][] WITHOUT_GLYPH = {
        {0x034F, 0x034F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x2065, 0x2065},
        {0x2800, 0x2800},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFF8},
        {0xE0000, 0xE0FFF}
    };

    private InvisibleCharacters() {}

    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> hasNoGlyph(character);
        };
    }

    private static boolean hasNoGlyph(int character) {
        for (int[] range : WITHOUT_GLYPH) {
            if (character >= range[0] && character <= range[1]) {
                return true;
            }
        }
        return false;
    }

    public static boolean isIn(String text) {
        return text.codePoints().anyMatch(InvisibleCharacters::is);
    }

    /** The text with {@code mark} in place of each invisible character. */
    public static String replace(String text, IntFunction<String> mark) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder replaced = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (is(character)) {
                replaced.append(mark.apply(character));
            } else {
                replaced.appendCodePoint(character);
            }
        });
        return replaced.toString();
    }

    /** For a terminal: each as an escape such as {@code \\u202E}. */
    public static String escaped(String text) {
        return replace(
                text, character -> String.format(Locale.ROOT, character > 0xFFFF ? "\\u{%X}" : "\\u%04X", character));
    }

    /** As Unicode names it, such as {@code U+202E}. */
    public static String name(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }
}
