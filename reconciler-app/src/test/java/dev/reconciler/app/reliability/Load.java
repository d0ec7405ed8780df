package dev.reconciler.app.reliability;

import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writers on the source, each with its own seed: hot accounts, orders with their lines in one transaction, lines that get another
 * key, orders that are deleted and inserted again. Every transaction changes at least one row, and every change of a row raises
 * its version.
 */
final class Load implements AutoCloseable {
    /** Deadlock, serialization failure, a parent or a key that another writer changed: the load abandons the transaction. */
    private static final Set<String> LOST_RACES = Set.of("40P01", "40001", "23503", "23505");

    private final PostgresCluster source;
    private final int accounts;
    private final Duration pause;
    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Starts the writers. The first fifth of the accounts is hot. */
    Load(PostgresCluster source, int accounts, int threads, long seed) {
        this(source, accounts, threads, seed, Duration.ZERO);
    }

    /** @param pause of each writer after each transaction, to limit the machine's load */
    Load(PostgresCluster source, int accounts, int threads, long seed, Duration pause) {
        this.source = source;
        this.accounts = accounts;
        this.pause = pause;
        for (int i = 0; i < threads; i++) {
            int writer = i;
            Thread thread = new Thread(() -> write(writer, new Random(seed + writer)), "load-" + i);
            writers.add(thread);
            thread.start();
        }
    }

    long committed() {
        return committed.get();
    }

    private void write(int writer, Random random) {
        try (Connection connection = source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long next = 900_000_000L + writer * 10_000_000L;
            while (!stopped) {
                try {
                    transaction(statement, random, next);
                    connection.commit();
                    next++;
                    committed.incrementAndGet();
                    LockSupport.parkNanos(pause.toNanos());
                } catch (SQLException e) {
                    connection.rollback();
                    if (!LOST_RACES.contains(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Always begins with an account, most often a hot one, so the transaction is never empty. */
    private void transaction(Statement statement, Random random, long next) throws SQLException {
        int account = 1 + random.nextInt(random.nextInt(10) < 8 ? Math.max(1, accounts / 5) : accounts);
        statement.execute("UPDATE accounts SET balance = balance + " + random.nextInt(100)
                + ", version = version + 1 WHERE id = " + account);
        long order = account * 1_000_000L + 1 + random.nextInt(3);
        switch (random.nextInt(6)) {
            case 0 -> insertOrder(statement, next, account);
            case 1 -> {
                statement.execute("UPDATE orders SET state = state || '.', version = version + 1 WHERE id = " + order);
                statement.execute(
                        "UPDATE lines SET quantity = quantity + 1, version = version + 1 WHERE order_id = " + order);
            }
            case 2 -> // changes the row's key, or changes it back
                statement.execute(
                        "UPDATE lines SET line_no = 1000 - line_no, version = version + 1 WHERE order_id = " + order);
            case 3 -> { // deleted, and inserted again within the transaction
                statement.execute("DELETE FROM lines WHERE order_id = " + order);
                statement.execute("INSERT INTO lines SELECT id, " + (1 + random.nextInt(2)) + ", tenant_id, 7, 1.50, "
                        + next + " FROM orders WHERE id = " + order);
            }
            case 4 -> { // deleted; a later transaction may insert it again
                statement.execute("DELETE FROM lines WHERE order_id = " + order);
                statement.execute("DELETE FROM orders WHERE id = " + order);
            }
            default -> {
                statement.execute("INSERT INTO orders SELECT " + order + ", tenant_id, id, 'back', NULL, " + next
                        + " FROM accounts WHERE id = " + account + " ON CONFLICT (id) DO NOTHING");
                statement.execute("INSERT INTO lines SELECT id, 1, tenant_id, 3, 2.5, " + next
                        + " FROM orders WHERE id = " + order + " ON CONFLICT DO NOTHING");
            }
        }
    }

    private static void insertOrder(Statement statement, long id, int account) throws SQLException {
        statement.execute("INSERT INTO orders SELECT " + id
                + ", tenant_id, id, 'new', repeat('n', 50), 1 FROM accounts WHERE id = " + account);
        statement.execute("INSERT INTO lines SELECT " + id
                + ", l, tenant_id, l, 5, 1 FROM accounts, generate_series(1, 3) l WHERE id = " + account);
    }

    /** Stops the writers; their last transactions are committed or abandoned. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread writer : writers) {
            writer.join();
        }
        SQLException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a writer failed", failed);
        }
    }
}
