package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.PipelineTables;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.position.PositionFormat;

/**
 * The databases of a pipeline behind the ports of their engines.
 *
 * @param stream what the source keeps for the pipeline's stream
 * @param targetTables the pipeline's tables in the target
 * @param controlTables the pipeline's tables in the control database
 */
public record Endpoints(
        SourceEndpoint source,
        TargetEndpoint target,
        StreamSetup stream,
        PipelineTables targetTables,
        PipelineTables controlTables) {
    static Endpoints of(ReconcilerConfig config, Pools pools) {
        SourceEndpoint source = Engine.of(config.source().engine()).source(pools.source(), sourceSettings(config));
        Engine targetEngine = Engine.of(config.target().engine());
        TargetEndpoint target = targetEngine.target(pools.target(), targetSettings(config, source.positions()));
        return new Endpoints(
                source,
                target,
                source.stream(target.streamJournal(), target.streamIntents()),
                targetEngine.tables(pools.target(), config.pipeline()),
                Engine.of(config.control().engine()).tables(pools.control(), config.pipeline()));
    }

    private static SourceSettings sourceSettings(ReconcilerConfig config) {
        return new SourceSettings(
                config.pipeline(), names(config), config.windows().maxDuration(), config.rulesUser());
    }

    private static TargetSettings targetSettings(ReconcilerConfig config, PositionFormat positions) {
        return new TargetSettings(
                config.pipeline(),
                targetNames(config),
                positions,
                config.windows().maxDuration(),
                config.rulesUser(),
                config.apply().leaseTtl(),
                config.apply().replicationRole() == ReplicationRole.REPLICA,
                Observing.lockTimeout(config).orElse(null));
    }

    /** Of the source's stream. */
    static StreamNames names(ReconcilerConfig config) {
        return new StreamNames(config.stream().slot(), config.stream().publication());
    }

    /** Of the stream from the target. */
    static StreamNames targetNames(ReconcilerConfig config) {
        return new StreamNames(config.stream().targetSlot(), config.stream().targetPublication());
    }
}
