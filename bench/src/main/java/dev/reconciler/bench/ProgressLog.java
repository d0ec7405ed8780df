package dev.reconciler.bench;

import java.util.Locale;

/** Prints progress on standard error; standard output is for the figure. */
final class ProgressLog {
    private static final long START = System.nanoTime();

    private ProgressLog() {}

    static void say(String format, Object... args) {
        double seconds = (System.nanoTime() - START) / 1e9;
        System.err.printf(Locale.ROOT, "[%7.1f s] %s%n", seconds, String.format(Locale.ROOT, format, args));
    }
}
