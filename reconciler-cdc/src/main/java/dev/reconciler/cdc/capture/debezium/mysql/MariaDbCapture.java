package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.endpoint.mysql.MySqlKind;

/** Captures MariaDB. */
public final class MariaDbCapture extends BinlogCapture {
    public MariaDbCapture() {
        super(MySqlKind.MARIADB);
    }
}
