package dev.reconciler.app.config;

import java.util.Locale;

/** The jobs that a pipeline runs by schedule. */
public enum ScheduledJob {
    COUNT,
    CHECKSUM,
    INCREMENTAL,
    SAMPLE,
    RULES,
    CANARY,
    ANOMALIES;

    /** The job's name in the file, on the command line and in the API. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
