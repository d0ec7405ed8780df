package dev.reconciler.app.config;

import java.util.Locale;

/** The work that a pipeline does by schedule. */
public enum ScheduledJob {
    COUNT,
    CHECKSUM,
    INCREMENTAL,
    SAMPLE,
    RULES,
    CANARY,
    ANOMALIES,
    /** Sends the daily report; it verifies nothing, so it is no run. */
    REPORT;

    /** Returns whether it is a run of a job. */
    public boolean isRun() {
        return this != REPORT;
    }

    /** The job's name in the file, on the command line and in the API. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
