package dev.reconciler.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.DatabasesConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.endpoint.engine.Endpoints;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.SourceEndpoint;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.TargetEndpoint;
import dev.reconciler.endpoint.engine.TargetSettings;
import dev.reconciler.position.PositionFormat;

/**
 * Connections to the pipeline's databases. One pool serves several purposes where database and kind of session are the same: the
 * control store is in the target unless it is another database.
 */
final class Pools implements AutoCloseable {
    private final HikariDataSource source;
    private final HikariDataSource target;
    private final HikariDataSource targetRecords;
    private final HikariDataSource control;
    private final ControlDialect targetDialect;
    private final ControlDialect dialect;

    Pools(ReconcilerConfig config) {
        DatabasesConfig databases = config.databases();
        String name = "reconciler " + config.pipeline();
        source = open(databases.source(), name + " source");
        target = open(databases.target(), name + " target");
        Engine targetEngine = Engine.of(databases.target().engine());
        targetRecords =
                targetEngine.hasOneKindOfSession() ? target : openControl(databases.target(), name + " records");
        targetDialect = targetEngine.dialect();
        dialect = Engine.of(databases.control().engine()).dialect();
        control = databases.isControlInTarget() ? targetRecords : openControl(databases.control(), name + " control");
    }

    HikariDataSource source() {
        return source;
    }

    HikariDataSource target() {
        return target;
    }

    /** The target, with sessions for the statements of {@link #targetDialect}. */
    HikariDataSource targetRecords() {
        return targetRecords;
    }

    HikariDataSource control() {
        return control;
    }

    /** The dialect of the pipeline's records in the target. */
    ControlDialect targetDialect() {
        return targetDialect;
    }

    /** The dialect of the control database. */
    ControlDialect dialect() {
        return dialect;
    }

    /** The databases behind the ports of their engines. */
    Endpoints endpoints(ReconcilerConfig config) {
        DatabasesConfig databases = config.databases();
        SourceEndpoint from = Engine.of(databases.source().engine()).source(source, sourceSettings(config));
        Engine targetEngine = Engine.of(databases.target().engine());
        TargetEndpoint to = targetEngine.target(target, targetSettings(config, from.positions()));
        return new Endpoints(
                from,
                to,
                from.stream(to.streamJournal(), to.streamIntents()),
                targetEngine.tables(target, config.pipeline()),
                Engine.of(databases.control().engine()).tables(control, config.pipeline()));
    }

    private static SourceSettings sourceSettings(ReconcilerConfig config) {
        return new SourceSettings(
                config.pipeline(),
                Streaming.names(config),
                config.jobs().windows().maxDuration(),
                config.jobs().rules().user());
    }

    private static TargetSettings targetSettings(ReconcilerConfig config, PositionFormat positions) {
        return new TargetSettings(
                config.pipeline(),
                TargetStream.names(config),
                positions,
                config.jobs().windows().maxDuration(),
                config.jobs().rules().user(),
                config.replication().apply().leaseTtl(),
                config.replication().apply().replicationRole() == ReplicationRole.REPLICA,
                Observing.lockTimeout(config).orElse(null));
    }

    private static HikariDataSource openControl(ConnectionConfig to, String name) {
        return Engine.of(to.engine()).controlPool(to.login(), name, to.maxConnections());
    }

    private static HikariDataSource open(ConnectionConfig to, String name) {
        return Engine.of(to.engine()).pool(to.login(), name, to.maxConnections());
    }

    @Override
    public void close() {
        try (source;
                target;
                targetRecords;
                control) {
            return;
        }
    }
}
