package dev.reconciler.endpoint.mysql.engine;

import dev.reconciler.endpoint.mysql.MySqlKind;

/** MariaDB 10.6 and later. */
public final class MariaDbEngine extends MySqlFamily {
    public MariaDbEngine() {
        super(MySqlKind.MARIADB);
    }
}
