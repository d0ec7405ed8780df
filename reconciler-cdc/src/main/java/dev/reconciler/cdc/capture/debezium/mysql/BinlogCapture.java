package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Captures MySQL and MariaDB from their binary logs; any name can be captured. */
abstract class BinlogCapture implements CaptureEngine {
    private final MySqlKind server;

    BinlogCapture(MySqlKind server) {
        this.server = server;
    }

    @Override
    public String kind() {
        return server.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<Obstacle> databaseObstacle(String database) {
        return Optional.empty();
    }

    @Override
    public Optional<String> tableObstacle(Collection<String> columns) {
        return Optional.empty();
    }

    @Override
    public ChangeStream stream(
            CaptureSettings settings, List<MappedTable> tables, StreamSetup setup, TableAdmission admission) {
        return new BinlogStream(BinlogStreamSettings.of(settings), server, tables, setup::requireReadable, admission);
    }
}
