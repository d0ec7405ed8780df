package dev.reconciler.app.cli;

import java.util.Locale;

/** How a result is printed. */
public enum OutputFormat {
    TABLE,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
