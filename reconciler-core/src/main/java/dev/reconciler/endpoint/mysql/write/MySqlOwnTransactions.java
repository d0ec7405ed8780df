package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.engine.OwnTransactions;
import java.time.Duration;

/**
 * No record: in the log of a MySQL or MariaDB target, a transaction of the pipeline's own is one that also changes a table of the
 * database {@code reconciler}, as each batch moves the checkpoint and each correction is journaled. Rows don't tell
 * which transaction wrote them, so that nothing else could be compared with a record.
 */
public final class MySqlOwnTransactions implements OwnTransactions {
    @Override
    public long prune(Duration keep, long most) {
        return 0;
    }
}
