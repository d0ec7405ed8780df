package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerPin;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A row of ledger_pin. */
final class MySqlLedgerPin implements LedgerPin {
    private final DataSource target;
    private final long id;
    private final long floor;
    private final Duration timeToLive;

    MySqlLedgerPin(DataSource target, long id, long floor, Duration timeToLive) {
        this.target = target;
        this.id = id;
        this.floor = floor;
        this.timeToLive = timeToLive;
    }

    @Override
    public long floor() {
        return floor;
    }

    /** @throws dev.reconciler.endpoint.read.ReadFailedException if the pin was dropped: entries may have been pruned meanwhile */
    @Override
    public void renew() {
        MySqlFailures.reading("renewing a pin of the ledger", target, connection -> {
            long rows = Sql.update(
                    connection, "UPDATE reconciler.ledger_pin SET renewed_at = utc_timestamp(6) WHERE id = ?", id);
            if (rows != 1) {
                throw new SQLException("the pin at " + floor + " was dropped: it was not renewed within " + timeToLive);
            }
            return rows;
        });
    }

    @Override
    public void close() {
        MySqlFailures.reading(
                "dropping a pin of the ledger",
                target,
                connection -> Sql.update(connection, "DELETE FROM reconciler.ledger_pin WHERE id = ?", id));
    }
}
