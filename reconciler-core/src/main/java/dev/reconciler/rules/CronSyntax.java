package dev.reconciler.rules;

import java.time.ZoneId;

/** The cron expressions that the scheduler accepts. */
@FunctionalInterface
public interface CronSyntax {
    /**
     * Returns the expression with six fields, seconds first.
     *
     * @throws IllegalArgumentException if it is no cron expression, with the reason
     */
    String sixFields(String expression, ZoneId zone);
}
