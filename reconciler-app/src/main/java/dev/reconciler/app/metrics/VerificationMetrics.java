package dev.reconciler.app.metrics;

import dev.reconciler.run.stream.StreamListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts the changes that stream verification compares, and the time for which a limit throttled it. */
final class VerificationMetrics implements StreamListener {
    private final Counter checked;
    private final Counter suspects;
    private final Counter throttled;

    VerificationMetrics(MeterRegistry registry, String pipeline) {
        checked = Counter.builder("reconciliation.stream.checked.keys")
                .description("Changes that stream verification compared; a key counts once per transaction")
                .tag("pipeline", pipeline)
                .register(registry);
        suspects = Counter.builder("reconciliation.stream.suspects")
                .description("Changed keys that stream verification compares again in a window")
                .tag("pipeline", pipeline)
                .register(registry);
        throttled = Counter.builder("reconciliation.throttled.seconds")
                .description("Time during which a limit held back pending work")
                .tag("pipeline", pipeline)
                .tag("reason", "stream-verification")
                .register(registry);
    }

    @Override
    public void checked(int keys) {
        checked.increment(keys);
    }

    @Override
    public void suspected(int keys) {
        suspects.increment(keys);
    }

    @Override
    public void throttled(Duration time) {
        throttled.increment(time.toMillis() / 1000.0);
    }
}
