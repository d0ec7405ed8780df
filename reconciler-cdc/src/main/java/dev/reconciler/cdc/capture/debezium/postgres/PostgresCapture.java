package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.postgres.source.StreamableColumns;
import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Captures PostgreSQL by embedded Debezium. */
public final class PostgresCapture implements CaptureEngine {
    @Override
    public String kind() {
        return "postgresql";
    }

    /** The connector misreads some names. */
    @Override
    public Optional<Obstacle> databaseObstacle(String database) {
        return ConnectorConfiguration.takesDatabase(database)
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "a database whose name holds '+', '%', '?' or '/' can't be streamed",
                        "ALTER DATABASE ... RENAME TO a name without them"));
    }

    @Override
    public Optional<String> tableObstacle(Collection<String> columns) {
        return StreamableColumns.obstacle(columns);
    }

    @Override
    public void load() {
        ConnectorRun.load();
    }

    @Override
    public ChangeStream stream(
            CaptureSettings settings, List<MappedTable> tables, StreamSetup setup, TableAdmission admission) {
        return new DebeziumPostgresStream(
                PostgresStreamSettings.of(settings), tables, setup::requireReadable, admission);
    }
}
