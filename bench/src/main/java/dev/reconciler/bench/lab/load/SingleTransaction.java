package dev.reconciler.bench.lab.load;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction of an application that writes only the source; the daemon copies it. */
record SingleTransaction(Connection source) implements BusinessTransaction {
    @Override
    public void wrote(String sourceTable, Object... key) {
        // The daemon reads the change from the log.
    }

    @Override
    public void commit() throws SQLException {
        source.commit();
    }
}
