package dev.reconciler.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets the level of the log on standard error: warnings for a command, progress for a daemon. */
public final class LogLevel {
    private LogLevel() {}

    /** @param verbosity number of options {@code -v} */
    static void set(int verbosity) {
        root().setLevel(
                        switch (verbosity) {
                            case 0 -> Level.WARN;
                            case 1 -> Level.INFO;
                            default -> Level.DEBUG;
                        });
    }

    /** For commands that run until they are stopped: at least their milestones, though not those of the libraries. */
    public static void tellProgress() {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.reconciler");
        if (ours.getEffectiveLevel().isGreaterOrEqual(Level.WARN)) {
            ours.setLevel(Level.INFO);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
