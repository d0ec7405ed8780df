package dev.reconciler.app.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts values of any length for display. */
public final class LongText {
    /** Maximum length of a value in a list, in characters. */
    public static final int IN_LIST = 200;
    /** Maximum length of a value on a page about one row, in characters. */
    public static final int ON_PAGE = 100_000;

    private LongText() {}

    /** Returns the text if it has at most this many characters, else its beginning and its length. */
    public static @Nullable String cut(@Nullable String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + String.format(Locale.ROOT, "… (%,d characters)", text.length());
    }
}
