package dev.reconciler.verify.changes;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Whole minutes of the source's clock in which transactions were committed.
 *
 * @param until exclusive
 */
public record CommitSpan(Instant from, Instant until) {
    /** Commit times have a resolution of one second on some engines, and differ a little from the order of the log. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    /** The minutes that surely hold commits between these times. */
    public static CommitSpan of(Instant earliest, Instant latest) {
        Instant first = earliest.isBefore(latest) ? earliest : latest;
        return new CommitSpan(
                first.minus(TOLERANCE).truncatedTo(ChronoUnit.MINUTES),
                latest.plus(TOLERANCE).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES));
    }

    /** The smallest span that holds both. */
    public CommitSpan with(CommitSpan other) {
        return new CommitSpan(
                from.isBefore(other.from) ? from : other.from, until.isAfter(other.until) ? until : other.until);
    }
}
