package dev.reconciler.app.config;

import java.util.Locale;

/** The jobs that a pipeline runs by schedule. */
public enum ScheduledJob {
    COUNT,
    CHECKSUM,
    INCREMENTAL,
    SAMPLE,
    RULES,
    CANARY;

    /** As file, command line and API name it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
