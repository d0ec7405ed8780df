package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.ParkedEvent;
import java.time.Duration;
import java.util.List;

/** Receives the applier's events, each once and after its commit, on the applier's thread. Must return quickly and not throw. */
public interface ApplyListener {
    ApplyListener NONE = new ApplyListener() {};

    default void applied(AppliedBatch batch) {}

    /**
     * An event was parked because it failed, or behind an earlier event of its key (then its error is empty). Its id is not known
     * here.
     */
    default void parked(ParkedEvent event) {}

    /** The source table's definition changed. If the change was incompatible, this table is paused, and no other. */
    default void schemaChanged(ChangeEvent.SchemaChanged change) {}

    /** The target can't be written now; the same batch is retried after the delay, without limit. */
    default void waiting(RuntimeException because, int attempt, Duration delay) {}

    /** Another writer took over: applying has ended, or ends with the next batch. */
    default void deposed(DeposedException because) {}

    /** Applying has ended by a failure that no retry repairs. */
    default void failed(RuntimeException because) {}

    /** The lease could not be renewed; the next turn retries. */
    default void leaseNotRenewed(RuntimeException because) {}

    /** The lease was renewed. */
    default void leaseRenewed() {}

    /** The stream failed, and will be restarted from the checkpoint. */
    default void streamFailed(Throwable because) {}

    /** Combines listeners, called in the order of the list. */
    static ApplyListener all(List<ApplyListener> listeners) {
        List<ApplyListener> each = List.copyOf(listeners);
        return new ApplyListener() {
            @Override
            public void applied(AppliedBatch batch) {
                each.forEach(l -> l.applied(batch));
            }

            @Override
            public void parked(ParkedEvent event) {
                each.forEach(l -> l.parked(event));
            }

            @Override
            public void schemaChanged(ChangeEvent.SchemaChanged change) {
                each.forEach(l -> l.schemaChanged(change));
            }

            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                each.forEach(l -> l.waiting(because, attempt, delay));
            }

            @Override
            public void deposed(DeposedException because) {
                each.forEach(l -> l.deposed(because));
            }

            @Override
            public void failed(RuntimeException because) {
                each.forEach(l -> l.failed(because));
            }

            @Override
            public void leaseNotRenewed(RuntimeException because) {
                each.forEach(l -> l.leaseNotRenewed(because));
            }

            @Override
            public void leaseRenewed() {
                each.forEach(ApplyListener::leaseRenewed);
            }

            @Override
            public void streamFailed(Throwable because) {
                each.forEach(l -> l.streamFailed(because));
            }
        };
    }
}
