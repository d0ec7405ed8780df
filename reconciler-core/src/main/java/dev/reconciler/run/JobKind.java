package dev.reconciler.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The jobs; their names are stable. */
public enum JobKind {
    COUNT,
    CHECKSUM,
    INCREMENTAL,
    SAMPLE,
    RULES,
    CANARY,
    ANOMALIES,
    BACKFILL;

    public String jobName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a run's results are verdicts. A run of {@link #ANOMALIES} proves nothing, and has no results. */
    public boolean hasVerdict() {
        return this != ANOMALIES;
    }

    /** @throws IllegalArgumentException if no job has this name; names the existing jobs */
    public static JobKind of(String name) {
        return Arrays.stream(values())
                .filter(job -> job.jobName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no job '" + name + "'; there are "
                        + Arrays.stream(values()).map(JobKind::jobName).collect(Collectors.joining(", "))));
    }
}
