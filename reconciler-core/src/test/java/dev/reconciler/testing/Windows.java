package dev.reconciler.testing;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.util.Collection;

/** Windows over a target that no stream writes: its checkpoint follows the source's log as marks make it do. */
public final class Windows {
    private Windows() {}

    /** @param meanwhile happens after the source's snapshot and before the target's */
    public static Window open(
            SourceDatabase source,
            TargetDatabase target,
            TargetStore store,
            Collection<MappedTable> tables,
            Runnable meanwhile) {
        return open(source, target, store, tables, 1, meanwhile);
    }

    /**
     * The same with several lanes.
     *
     * @param meanwhile happens after the source's snapshots and before the target's
     */
    public static Window open(
            SourceDatabase source,
            TargetDatabase target,
            TargetStore store,
            Collection<MappedTable> tables,
            int lanes,
            Runnable meanwhile) {
        WindowListener listener = new WindowListener() {
            @Override
            public void highNoted() {
                meanwhile.run();
                catchUp(source, store);
            }
        };
        return new WindowOpener(
                        source,
                        target,
                        (condition, atMost) -> condition.getAsBoolean(),
                        Duration.ofSeconds(10),
                        SnapshotAdmission.ALWAYS,
                        listener)
                .open("test", tables, lanes);
    }

    /** All that the source has committed is applied, for all that the target's checkpoint says. */
    public static void catchUp(SourceDatabase source, TargetStore store) {
        try (TargetTransaction transaction = store.begin()) {
            Checkpoint from = transaction.lockCheckpoint();
            transaction.advance(from, new Checkpoint(from.epoch(), from.sequence(), source.writePosition()));
            transaction.commit();
        }
    }
}
