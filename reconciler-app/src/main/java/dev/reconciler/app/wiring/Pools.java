package dev.reconciler.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.endpoint.engine.Engine;

/** Connections to the pipeline's databases; the control store's are the target's unless it is another database. */
final class Pools implements AutoCloseable {
    private final HikariDataSource source;
    private final HikariDataSource target;
    private final HikariDataSource control;
    private final ControlDialect dialect;

    Pools(ReconcilerConfig config) {
        source = open(config.source(), "reconciler " + config.pipeline() + " source");
        target = open(config.target(), "reconciler " + config.pipeline() + " target");
        dialect = Engine.of(config.control().engine()).dialect();
        control = config.control().equals(config.target())
                ? target
                : open(config.control(), "reconciler " + config.pipeline() + " control");
    }

    HikariDataSource source() {
        return source;
    }

    HikariDataSource target() {
        return target;
    }

    HikariDataSource control() {
        return control;
    }

    /** How the control database, and what the product keeps in the target, is written to: both are of one engine. */
    ControlDialect dialect() {
        return dialect;
    }

    private static HikariDataSource open(ConnectionConfig to, String name) {
        return Engine.of(to.engine()).pool(to.login(), name, to.maxConnections());
    }

    @Override
    public void close() {
        try (source;
                target;
                control) {
            return;
        }
    }
}
