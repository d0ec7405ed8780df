package dev.reconciler.bench.lab.load;

import java.sql.Connection;
import java.sql.SQLException;

/** The application writes the source only: others copy. */
record SingleTransaction(Connection source) implements BusinessTransaction {
    @Override
    public void wrote(String sourceTable, Object... key) {
        // Who copies learns it from the log.
    }

    @Override
    public void commit() throws SQLException {
        source.commit();
    }
}
