package dev.reconciler.app.metrics;

import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.AppliedBatch.Changes;
import dev.reconciler.cdc.apply.ApplyListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts the batches and the events that the applier commits. */
final class StreamMetrics implements ApplyListener {
    private final MeterRegistry registry;
    private final String pipeline;
    private final Timer batches;

    StreamMetrics(MeterRegistry registry, String pipeline) {
        this.registry = registry;
        this.pipeline = pipeline;
        this.batches = Timer.builder("cdc.apply.batch")
                .description("Duration of batches, from the first write to the commit")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1))
                .register(registry);
    }

    @Override
    public void applied(AppliedBatch batch) {
        batches.record(batch.took());
        batch.changes().forEach(this::count);
    }

    private void count(String table, Changes changes) {
        count(table, "insert", changes.inserts());
        count(table, "update", changes.updates());
        count(table, "delete", changes.deletes());
    }

    private void count(String table, String operation, long events) {
        if (events > 0) {
            registry.counter("cdc.events", "pipeline", pipeline, "table", table, "operation", operation)
                    .increment(events);
        }
    }
}
