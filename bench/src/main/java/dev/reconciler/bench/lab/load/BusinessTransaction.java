package dev.reconciler.bench.lab.load;

import dev.reconciler.bench.lab.shop.WrittenRows;
import java.sql.SQLException;

/** One transaction of the shop's application after the other, in every database that it writes. */
interface BusinessTransaction extends WrittenRows {
    /** Ends this transaction and begins the next one. */
    void commit() throws SQLException, InterruptedException;
}
