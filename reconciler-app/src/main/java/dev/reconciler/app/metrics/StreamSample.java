package dev.reconciler.app.metrics;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The current state of the stream. An unknown value is empty, and its metric is absent.
 *
 * @param verification null if stream verification is switched off
 * @param targetStream null if the target is not streamed
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

    /**
     * The progress of stream verification.
     *
     * @param sequence the ledger sequence through which every change was compared
     * @param lagSeconds the age of the oldest change that was not compared
     * @param waitingKeys keys that are pending for the next window
     */
    public record Verification(long sequence, double lagSeconds, int waitingKeys) {}

    /**
     * The progress of the target's stream.
     *
     * @param lagSeconds an upper bound of the age of the oldest write that was not checked
     * @param retainedBytes the WAL that the target retains for the slot
     */
    public record TargetStream(OptionalDouble lagSeconds, OptionalLong retainedBytes) {}
}
