package dev.reconciler.app.wiring;

import dev.reconciler.app.compatibility.LiveComparison;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.mapping.Mappings;
import dev.reconciler.cdc.apply.LeaseTaker;
import dev.reconciler.cdc.apply.TableStates;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.relation.RelationWatch;
import dev.reconciler.run.Pipeline;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Both databases of a pipeline, as the stream, the windows and the corrections use them.
 *
 * @param uncompared columns that no comparison reads
 * @param relations detects changes of tables without an event
 * @param unproven the reason why the source does not prove the content of its snapshots; null if it does
 */
record Databases(
        Endpoints endpoints,
        Pipeline pipeline,
        List<Unverifiable> uncompared,
        TargetStore store,
        RelationWatch relations,
        @Nullable String unproven) {
    /** @param databases replaces the readers, for tests */
    static Databases of(ReconcilerConfig config, Endpoints endpoints, UnaryOperator<Pipeline> databases) {
        Mappings.Mapped mapped = Mappings.resolve(
                config, endpoints.source().schema(), endpoints.target().schema());
        Pipeline pipeline = databases.apply(new Pipeline(
                        config.pipeline(),
                        mapped.tables(),
                        config.scope().tenants(),
                        endpoints.source().database(),
                        endpoints.target().database())
                .with(config.jobs().verification().digest()));
        RelationWatch relations = new RelationWatch(
                pipeline.tables(),
                endpoints.source().relations(),
                endpoints.target().relations(),
                endpoints.target().relationJournal(),
                pipeline.source(),
                endpoints.source().positions());
        return new Databases(
                endpoints,
                pipeline,
                mapped.uncompared(),
                endpoints.target().store(),
                relations,
                pipeline.source().unproven().orElse(null));
    }

    /** Returns whether a difference needs a second reading, a settle time later. */
    boolean confirms(ReconcilerConfig config) {
        return config.mode() == Mode.OBSERVE || unproven != null;
    }

    /** Compares both schemas over the pools of the pipeline. */
    LiveComparison schemas(ReconcilerConfig config, Stores stores) {
        return new LiveComparison(
                config,
                endpoints.source().catalog(),
                endpoints.target().catalog(),
                stores.verified().schemas(),
                RealTime.CLOCK);
    }

    TableStates tableStates() {
        return new TableStates(store);
    }

    LeaseTaker lease() {
        return new LeaseTaker(store, RealTime.PATIENCE);
    }

    WindowOpener windows(ReconcilerConfig config, WindowListener listener) {
        return new WindowOpener(
                pipeline.source(),
                pipeline.target(),
                RealTime.PATIENCE,
                config.jobs().windows().openTimeout(),
                endpoints.stream().admission(),
                listener);
    }
}
