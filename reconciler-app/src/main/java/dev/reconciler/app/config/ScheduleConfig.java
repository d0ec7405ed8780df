package dev.reconciler.app.config;

import java.time.Duration;
import java.time.ZoneId;

/** When a job runs. */
public sealed interface ScheduleConfig {
    /** Only when asked for. */
    record Off() implements ScheduleConfig {}

    /** So long after the last run ended. */
    record Every(Duration interval) implements ScheduleConfig {}

    /** @param expression six fields, seconds first */
    record Cron(String expression, ZoneId zone) implements ScheduleConfig {}
}
