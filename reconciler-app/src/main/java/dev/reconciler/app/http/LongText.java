package dev.reconciler.app.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as long as users make them, cut where many are shown at once. */
public final class LongText {
    /** Of a value in a list. */
    public static final int IN_LIST = 200;
    /** Of a value on a page about one row. */
    public static final int ON_PAGE = 100_000;

    private LongText() {}

    /** The text if it has at most so many characters, else its beginning and its length. */
    public static @Nullable String cut(@Nullable String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + String.format(Locale.ROOT, "… (%,d characters)", text.length());
    }
}
