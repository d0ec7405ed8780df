package dev.reconciler.app.cli;

import java.util.Locale;

/** The format of a printed result. */
public enum OutputFormat {
    TABLE,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
