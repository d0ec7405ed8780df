package dev.reconciler.app.metrics;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How the stream is now; what is not known now is empty, and then its metric is absent rather than wrong. */
public record StreamSample(
        OptionalDouble lagSeconds, OptionalLong lagBytes, OptionalLong retainedBytes, OptionalLong parkedEvents) {
    public static final StreamSample UNKNOWN =
            new StreamSample(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
