package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a stream's events for the operator; never a row's values. */
public final class ApplyLog implements ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.reconciler.stream");

    @Override
    public void parked(ParkedEvent event) {
        LOG.warn(
                "event parked operation={} table={} position={} error=\"{}\" action=\"see ./reconciler parked\"",
                event.change().operation(),
                event.table(),
                event.change().position(),
                event.error().isEmpty() ? "queued behind an earlier event of the same key" : event.error());
    }

    @Override
    public void schemaChanged(ChangeEvent.SchemaChanged change) {
        LOG.warn(
                "source table changed table={} change=\"{}\" paused={}",
                change.table(),
                change.what(),
                change.incompatible());
    }

    @Override
    public void waiting(RuntimeException because, int attempt, Duration delay) {
        LOG.warn(
                "the target can't be written, retrying attempt={} retryIn={}ms error=\"{}\"",
                attempt,
                delay.toMillis(),
                because.getMessage());
    }

    @Override
    public void failed(RuntimeException because) {
        LOG.error("applying failed permanently; the process exits", because);
    }

    @Override
    public void deposed(DeposedException because) {
        LOG.error(
                "this process no longer writes: another writer took the lease; the process exits error=\"{}\"",
                because.getMessage());
    }

    @Override
    public void leaseNotRenewed(RuntimeException because) {
        LOG.warn("the lease could not be renewed, retrying error=\"{}\"", because.getMessage());
    }

    @Override
    public void streamFailed(Throwable because) {
        LOG.warn("the stream failed, restarting from the checkpoint error=\"{}\"", because.getMessage());
    }
}
