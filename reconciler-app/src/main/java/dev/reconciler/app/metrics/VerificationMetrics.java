package dev.reconciler.app.metrics;

import dev.reconciler.run.stream.StreamListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts what stream verification compares. */
final class VerificationMetrics implements StreamListener {
    private final Counter checked;
    private final Counter suspects;
    private final Counter throttled;

    VerificationMetrics(MeterRegistry registry, String pipeline) {
        checked = Counter.builder("reconciliation.stream.checked.keys")
                .description("Changes that were compared in the target")
                .tag("pipeline", pipeline)
                .register(registry);
        suspects = Counter.builder("reconciliation.stream.suspects")
                .description("Changed keys that the ledger alone did not settle: each is proven in a window")
                .tag("pipeline", pipeline)
                .register(registry);
        throttled = Counter.builder("reconciliation.throttled.seconds")
                .description("Time in which there was more to do than a limit allowed")
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
