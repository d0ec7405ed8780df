package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what the operator of a stream must know; never a row's values. */
public final class ApplyLog implements ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.reconciler.stream");

    @Override
    public void parked(ParkedEvent event) {
        LOG.warn(
                "parked {} of {} at {}: {}",
                event.operation(),
                event.table(),
                event.position(),
                event.error().isEmpty() ? "waits behind an earlier event of its key" : event.error());
    }

    @Override
    public void schemaChanged(ChangeEvent.SchemaChanged change) {
        LOG.warn("{}: {}{}", change.table(), change.what(), change.incompatible() ? "; the table is paused" : "");
    }

    @Override
    public void waiting(RuntimeException because, int attempt, Duration delay) {
        LOG.warn(
                "the target can't be written (attempt {}), again in {} ms: {}",
                attempt,
                delay.toMillis(),
                because.getMessage());
    }

    @Override
    public void failed(RuntimeException because) {
        LOG.error("applying ended; the process ends", because);
    }

    @Override
    public void deposed(DeposedException because) {
        LOG.error("this process no longer writes: {}", because.getMessage());
    }

    @Override
    public void leaseNotRenewed(RuntimeException because) {
        LOG.warn("the lease could not be renewed: {}", because.getMessage());
    }

    @Override
    public void streamFailed(Throwable because) {
        LOG.warn("the stream broke and is started again: {}", because.getMessage());
    }
}
