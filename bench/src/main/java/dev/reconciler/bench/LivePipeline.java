package dev.reconciler.bench;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.apply.LeaseKeeper;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.Position;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stream, applier, lease and pruning of one pipeline, put together as the daemon does. */
final class LivePipeline implements AutoCloseable {
    final SourceDatabase source;
    final TargetDatabase target;
    final Filler filler;
    private final SourceStream stream;
    private final ApplyLoop loop;
    private final StreamKeeper keeper;
    private final Applier applier;
    private final TargetStore store;
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);

    /** The table must have the same rows on both sides, or the stream must contain the rows that the target lacks. */
    LivePipeline(PipelineDatabases databases, List<MappedTable> tables, SourceStream stream, ApplyListener listener) {
        this(databases, tables, stream, listener, ApplyHooks.NONE);
    }

    LivePipeline(
            PipelineDatabases databases,
            List<MappedTable> tables,
            SourceStream stream,
            ApplyListener listener,
            ApplyHooks hooks) {
        this.stream = stream;
        SourceEndpoint from = databases.source().source(stream.name());
        TargetEndpoint to = databases.target().target(stream.name(), from.positions());
        source = from.database();
        target = to.database();
        store = to.store();
        Checkpoint lease = store.acquireLease("bench");
        filler = new Filler(store, TenantScope.all());
        tables.forEach(filler::adopt);
        ApplySettings settings = ApplySettings.of(10_000, 20_000);
        applier = new Applier(
                store,
                ApplyExtent.write(tables, TenantScope.all()),
                lease,
                settings,
                new Clocks(InstantSource.system(), System::nanoTime),
                listener,
                hooks,
                stream.changes()::acknowledge);
        loop = new ApplyLoop(applier, settings, System::nanoTime, listener, "apply");
        keeper = new StreamKeeper(stream.changes(), this::position, loop, settings, "stream-keeper");
        background.scheduleWithFixedDelay(new LeaseKeeper(store, lease.epoch(), listener), 10, 10, TimeUnit.SECONDS);
        background.scheduleWithFixedDelay(() -> target.pruning().prune(source.probe()), 1, 1, TimeUnit.SECONDS);
    }

    void start() {
        loop.start();
        keeper.start();
    }

    /** Returns the applied position; before the first batch, the start of the stream. */
    Position position() {
        Position applied = applier.checkpoint().position();
        return applied.covers(stream.start()) ? applied : stream.start();
    }

    @Override
    public void close() {
        background.shutdownNow();
        loop.close();
        keeper.close();
        store.releaseLease(applier.checkpoint().epoch());
    }
}
