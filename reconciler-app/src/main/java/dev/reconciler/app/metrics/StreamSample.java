package dev.reconciler.app.metrics;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How the stream is now; what is not known now is empty, and then its metric is absent rather than wrong.
 *
 * @param verification null if it is switched off
 * @param targetStream null if there is none
 */
public record StreamSample(
        OptionalDouble lagSeconds,
        OptionalLong lagBytes,
        OptionalLong retainedBytes,
        OptionalLong parkedEvents,
        @Nullable Verification verification,
        @Nullable TargetStream targetStream) {
    public static final StreamSample UNKNOWN = new StreamSample(
            OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), null, null);

    /** How far verification of the stream is: every change through the sequence was compared. */
    public record Verification(long sequence, double lagSeconds, int waitingKeys) {}

    /** How long the oldest write to the target that was not looked into may have waited, and the log that the target keeps. */
    public record TargetStream(OptionalDouble lagSeconds, OptionalLong retainedBytes) {}
}
