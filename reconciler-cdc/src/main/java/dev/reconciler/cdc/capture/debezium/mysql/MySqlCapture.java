package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.endpoint.mysql.MySqlKind;

/** Captures MySQL. */
public final class MySqlCapture extends BinlogCapture {
    public MySqlCapture() {
        super(MySqlKind.MYSQL);
    }
}
