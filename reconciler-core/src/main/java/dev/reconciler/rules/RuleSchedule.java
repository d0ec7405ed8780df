package dev.reconciler.rules;

import java.time.ZoneId;

/**
 * A rule's own schedule.
 *
 * @param cron six fields, seconds first
 */
public record RuleSchedule(String cron, ZoneId zone) {}
