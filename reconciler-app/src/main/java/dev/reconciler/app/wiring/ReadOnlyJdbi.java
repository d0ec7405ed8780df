package dev.reconciler.app.wiring;

import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;

/** Makes each session read-only while verification uses it, so that the server itself rejects a write. */
final class ReadOnlyJdbi implements JdbiPlugin {
    private ReadOnlyJdbi() {}

    static Jdbi of(DataSource database) {
        return Jdbi.create(database).installPlugin(new ReadOnlyJdbi());
    }

    @Override
    public Handle customizeHandle(Handle handle) {
        // Not Connection.setReadOnly: the driver ignores it for a statement outside of a transaction.
        handle.execute("SET default_transaction_read_only = on");
        handle.addCleanable(() -> handle.execute("RESET default_transaction_read_only"));
        return handle;
    }
}
