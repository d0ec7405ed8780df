package dev.reconciler.endpoint.mysql.engine;

import dev.reconciler.endpoint.mysql.MySqlKind;

/** MySQL 8.0 and later. */
public final class MySqlEngine extends MySqlFamily {
    public MySqlEngine() {
        super(MySqlKind.MYSQL);
    }
}
