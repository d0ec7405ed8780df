package dev.reconciler.report;

/**
 * A table's activity on one of the days of a trend.
 *
 * @param day index of the day, from 0
 */
public record DayCount(String table, int day, long found, long closed) {}
