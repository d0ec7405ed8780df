package dev.reconciler.bench.demo.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** The application writes the source only: others copy. */
record SourceTransaction(Connection source) implements BusinessTransaction {
    @Override
    public void wrote(String sourceTable, Object... key) {
        // Who copies learns it from the log.
    }

    @Override
    public void commit() throws SQLException {
        source.commit();
    }
}
