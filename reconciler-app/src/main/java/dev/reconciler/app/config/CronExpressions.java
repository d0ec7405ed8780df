package dev.reconciler.app.config;

import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.ZoneId;

/** The cron expressions that the scheduler accepts. */
public final class CronExpressions {
    private CronExpressions() {}

    /**
     * Returns the expression with six fields: one of five fields starts with the minute and fires at its first second.
     *
     * @throws IllegalArgumentException if it is no cron expression, with the reason
     */
    public static String sixFields(String expression, ZoneId zone) {
        String trimmed = expression.strip();
        String six = trimmed.split("\\s+").length == 5 ? "0 " + trimmed : trimmed;
        Schedules.cron(six, zone);
        return six;
    }
}
