package dev.reconciler.run;

import dev.reconciler.text.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span of time by the source's clock: a run verifies the rows that the stream changed in it.
 *
 * @param since inclusive
 * @param until inclusive; may be later than now
 */
public record ChangedBetween(Instant since, Instant until) {
    /** @throws IllegalArgumentException if it does not end after it begins */
    public ChangedBetween {
        since = since.truncatedTo(ChronoUnit.MILLIS);
        until = until.truncatedTo(ChronoUnit.MILLIS);
        if (!since.isBefore(until)) {
            throw new IllegalArgumentException("since (" + Times.utc(since) + ") is not before until ("
                    + Times.utc(until) + "): the span holds no change");
        }
    }

    /**
     * The span that these texts name; see {@link Times#parse}.
     *
     * @param since null or empty for all rows, without a span
     * @param until null or empty for now
     * @return null without a span
     * @throws IllegalArgumentException if one of them is no time, or there is only an end
     */
    public static @Nullable ChangedBetween parse(@Nullable String since, @Nullable String until, Instant now) {
        Instant end = until == null || until.isBlank() ? null : Times.parse(until.strip(), now);
        if (since == null || since.isBlank()) {
            if (end != null) {
                throw new IllegalArgumentException("until needs since: the beginning of the span");
            }
            return null;
        }
        return new ChangedBetween(Times.parse(since.strip(), now), end == null ? now : end);
    }

    @Override
    public String toString() {
        return Times.utc(since) + " to " + Times.utc(until);
    }
}
