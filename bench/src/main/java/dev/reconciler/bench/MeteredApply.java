package dev.reconciler.bench;

import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.time.Duration;

/** Tells a meter of the applied rows; anything that an undisturbed applier does not meet fails the measurement. */
record MeteredApply(Meter meter) implements ApplyListener, ApplyHooks {
    /** The first batch has arrived, and its checkpoint is locked. */
    @Override
    public void beforeData() {
        meter.begin();
    }

    @Override
    public void applied(AppliedBatch batch) {
        meter.add(batch.rows());
    }

    @Override
    public void parked(ParkedEvent event) {
        meter.fail(new IllegalStateException("parked: " + event));
    }

    @Override
    public void streamFailed(Throwable because) {
        meter.fail(because);
    }

    @Override
    public void failed(RuntimeException because) {
        meter.fail(because);
    }

    @Override
    public void waiting(RuntimeException because, int attempt, Duration delay) {
        meter.fail(because);
    }
}
