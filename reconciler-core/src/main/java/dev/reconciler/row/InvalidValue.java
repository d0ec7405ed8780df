package dev.reconciler.row;

import org.jspecify.annotations.Nullable;

/**
 * A value that a transform could not give, such as that of an unknown code of a lookup. In a {@link Row} a text stands for it, which
 * equals no value of any type, so the row is a difference that names its reason; no writer accepts it.
 *
 * <p>The text starts with a control character that every character set has, so that SQL renders the same text on every server.
 */
public record InvalidValue(String reason) {
    /** Each such text starts with this, and is otherwise the reason. */
    public static final String MARK = "\u0001invalid: ";

    /** The text that stands for a value which could not be made for this reason. */
    public static String of(String reason) {
        return MARK + reason;
    }

    /** Returns whether the text stands for a value that a transform could not give. */
    public static boolean is(@Nullable String text) {
        return text != null && !text.isEmpty() && text.charAt(0) == MARK.charAt(0) && text.startsWith(MARK);
    }

    /** @param text a value for which {@link #is} is true */
    public static InvalidValue read(String text) {
        return new InvalidValue(text.substring(MARK.length()));
    }
}
