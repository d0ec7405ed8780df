package dev.reconciler.text;

import java.util.Locale;

/** Names of constants in the form that people read. */
public final class Constants {
    private Constants() {}

    /** The name in lower case, with blanks for underscores. */
    public static String words(Enum<?> constant) {
        return words(constant.name());
    }

    public static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
