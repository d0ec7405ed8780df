package dev.reconciler.verify.sample;

/**
 * The differing rows that a draw is compatible with.
 *
 * @param least their least number
 * @param most their greatest number
 * @param share the same as shares of the keys
 */
public record Bounds(long least, long most, SampleSize.Interval share) {}
