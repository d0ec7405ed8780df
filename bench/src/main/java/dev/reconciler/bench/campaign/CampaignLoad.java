package dev.reconciler.bench.campaign;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Writers on the source, each with its own seed. A server that is away is waited for. Each transaction that changes mapped rows leaves one
 * row in the log of commits, so that their number is known even where a session died in its COMMIT.
 */
final class CampaignLoad implements AutoCloseable {
    /** Accounts 1 to this get most of the writes. */
    static final int HOT = 30;

    /** Deadlock, serialization failure, a parent or a key that another writer took: the transaction is given up. */
    private static final Set<String> LOST_RACES = Set.of("40P01", "40001", "23503", "23505");

    private final World world;
    private final Duration pause;
    private final List<Thread> writers = new ArrayList<>();
    private final ReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** What a transaction does. */
    interface Work {
        void in(Statement statement) throws SQLException;
    }

    /** @param pause of each writer after each transaction */
    CampaignLoad(World world, int sessions, long seed, Duration pause) {
        this.world = world;
        this.pause = pause;
        for (int i = 0; i < sessions; i++) {
            int writer = i;
            writers.add(new Thread(() -> write(new AccountWriter(writer, new Random(seed + writer))), "load-" + i));
        }
        writers.add(new Thread(() -> write(new WideWriter(new Random(seed - 1))), "load-wide"));
    }

    void start() {
        writers.forEach(Thread::start);
    }

    /** Something that writes one transaction after another. */
    interface Writer {
        /** False if the transaction is to be rolled back. */
        boolean transaction(Statement statement) throws SQLException;

        /** How much longer than others it pauses. */
        default int pauses() {
            return 1;
        }
    }

    private void write(Writer writer) {
        try {
            while (!stopped) {
                try (Connection connection =
                        world.server(CampaignServer.SOURCE).connect(CampaignServer.SOURCE.database())) {
                    write(connection, writer);
                } catch (SQLException e) {
                    requireOutage(e);
                    Thread.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void write(Connection connection, Writer writer) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        while (!stopped) {
            gate.readLock().lock();
            try (Statement statement = connection.createStatement()) {
                if (writer.transaction(statement)) {
                    log(statement, "load");
                    connection.commit();
                } else {
                    connection.rollback();
                }
            } catch (SQLException e) {
                if (!LOST_RACES.contains(e.getSQLState())) {
                    throw e;
                }
                connection.rollback();
            } finally {
                gate.readLock().unlock();
            }
            Thread.sleep(pause.toMillis() * writer.pauses());
        }
    }

    /** Connection failures, a server that starts or stops. Anything else is the load's own fault. */
    private static void requireOutage(SQLException e) throws SQLException {
        String state = e.getSQLState();
        if (state == null || !state.startsWith("08") && !state.startsWith("57P") && !state.startsWith("25P03")) {
            throw e;
        }
    }

    private static void log(Statement statement, String what) throws SQLException {
        statement.execute("INSERT INTO commit_log (what) VALUES ('" + what + "')");
    }

    /** One transaction of somebody else's, beside the load's. */
    void transaction(String what, Work work) throws SQLException, InterruptedException {
        gate.readLock().lockInterruptibly();
        try (Connection connection = world.server(CampaignServer.SOURCE).connect(CampaignServer.SOURCE.database());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            work.in(statement);
            log(statement, what);
            connection.commit();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Does it while nothing is written, and no transaction is open. */
    void idle(Idle work) throws InterruptedException {
        gate.writeLock().lockInterruptibly();
        try {
            work.run();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** What is done while the source is idle. */
    interface Idle {
        void run() throws InterruptedException;
    }

    /** Stops the writers; their last transactions are committed or given up. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread writer : writers) {
            writer.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a writer of the load failed", failed);
        }
    }
}
