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
    private final MeterRegistry registry;
    private final String pipeline;

    VerificationMetrics(MeterRegistry registry, String pipeline) {
        this.registry = registry;
        this.pipeline = pipeline;
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
    public void ruleFailed(String rule, int rows) {
        Counter.builder("reconciliation.stream.rule.failures")
                .description(
                        "Changed rows on which the expression of a rule failed, so that the rule has no verdict on them")
                .tag("pipeline", pipeline)
                .tag("rule", rule)
                .register(registry)
                .increment(rows);
    }

    @Override
    public void throttled(Duration time) {
        throttled.increment(time.toMillis() / 1000.0);
    }
}
