package dev.reconciler.bench;

import dev.reconciler.testing.PostgresCluster;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small transactions on the source's wide table, which starts empty: inserts, and updates of rows at random places. */
final class Changes {
    static final int INSERTS = 30;
    static final int UPDATES = 20;
    static final int PER_TRANSACTION = INSERTS + UPDATES;

    private final Servers servers;
    private final WideTable wide;
    private final long transactions;

    /** @param rows changes; rounded down to whole transactions, at least one */
    Changes(Servers servers, WideTable wide, long rows) {
        this.servers = servers;
        this.wide = wide;
        this.transactions = Math.max(1, rows / PER_TRANSACTION);
    }

    long rows() {
        return transactions * PER_TRANSACTION;
    }

    void write() {
        ProgressLog.say("writing %,d transactions of %d changes", transactions, PER_TRANSACTION);
        servers.source.execute(
                servers.sourceDatabase,
                String.format("""
                        CREATE PROCEDURE write_changes(transactions bigint) LANGUAGE plpgsql AS $$
                        DECLARE
                          stride bigint;
                          t bigint;
                        BEGIN
                          FOR n IN 1..transactions LOOP
                            t := n; -- the loop's own variable is an int, in which a row's number times a prime overflows
                            INSERT INTO wide SELECT %s FROM generate_series((t - 1) * %d + 1, t * %d) AS i;
                            stride := t * %d / %d;
                            UPDATE wide SET amount = amount + 1, quantity = quantity + 1, active = NOT active,
                                   note = 'changed by ' || t
                             WHERE id = ANY (ARRAY(SELECT t * 7919 %% stride + 1 + k * stride FROM generate_series(0, %d) AS k));
                            COMMIT;
                          END LOOP;
                        END $$""", wide.row(), INSERTS, INSERTS, INSERTS, UPDATES, UPDATES - 1),
                // The server makes the plans while the table is still empty.
                "ALTER DATABASE " + servers.sourceDatabase + " SET enable_seqscan = off",
                "ALTER DATABASE " + servers.sourceDatabase + " SET synchronous_commit = off",
                "CALL write_changes(" + transactions + ")",
                "ALTER DATABASE " + servers.sourceDatabase + " RESET ALL",
                "DROP PROCEDURE write_changes",
                "CHECKPOINT");
    }

    /** @throws IllegalStateException if the target's rows differ from the source's */
    void requireSame() {
        List<Map<String, @Nullable Object>> expected = sum(servers.source, servers.sourceDatabase);
        List<Map<String, @Nullable Object>> found = sum(servers.target, servers.targetDatabase);
        if (!expected.equals(found)) {
            throw new IllegalStateException("the source holds " + expected + ", the target " + found);
        }
    }

    private static List<Map<String, @Nullable Object>> sum(PostgresCluster cluster, String database) {
        return cluster.query(database, "SELECT count(*), sum(hashtextextended(w::text, 0)) FROM wide AS w");
    }
}
