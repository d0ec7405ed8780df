package dev.reconciler.app.config;

import java.time.Duration;
import java.time.ZoneId;

/** The schedule of a job. */
public sealed interface ScheduleConfig {
    /** The job runs only on request. */
    record Off() implements ScheduleConfig {}

    /** The job runs again this long after its last run ended. */
    record Every(Duration interval) implements ScheduleConfig {}

    /** @param expression six fields, seconds first */
    record Cron(String expression, ZoneId zone) implements ScheduleConfig {}
}
