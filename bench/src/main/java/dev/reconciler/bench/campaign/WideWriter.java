package dev.reconciler.bench.campaign;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Transactions of 10,000 rows: larger than a batch, so they are spilled and written in pieces. */
final class WideWriter implements CampaignLoad.Writer {
    private static final int ROWS = 10_000;
    private static final int PLACES = 4;

    private final Random random;

    WideWriter(Random random) {
        this.random = random;
    }

    @Override
    public boolean transaction(Statement sql) throws SQLException {
        long from = 1_000_000L + (long) random.nextInt(PLACES) * ROWS;
        String range = " WHERE id >= " + from + " AND id < " + (from + ROWS);
        int changed = sql.executeUpdate(
                random.nextBoolean()
                        ? "UPDATE events SET payload = 'again " + random.nextInt(1000) + "'" + range
                        : "DELETE FROM events" + range);
        if (changed == 0) {
            sql.execute("INSERT INTO events SELECT %d + n, 'acme', 'wide ' || n, 0 FROM numbers WHERE n < %d"
                    .formatted(from, ROWS));
        }
        return true;
    }
}
