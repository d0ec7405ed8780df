package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.ledger.LedgerReader;
import java.sql.Connection;

/** Makes the reader of a pipeline's ledger as the connection's transaction sees it. */
@FunctionalInterface
public interface LedgerReading {
    LedgerReader in(Connection connection);
}
