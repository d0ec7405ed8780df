package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.engine.OwnTransactions;
import java.time.Duration;

/**
 * No record: the log of a MySQL or MariaDB target itself shows the pipeline's own transactions ({@link MySqlStreamMarks}). Rows don't tell
 * which transaction wrote them, so that nothing else could be compared with a record.
 */
public final class MySqlOwnTransactions implements OwnTransactions {
    @Override
    public long prune(Duration keep, long most) {
        return 0;
    }
}
