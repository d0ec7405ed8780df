package dev.reconciler.bench.lab.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writers of the source, each on a thread and a connection of its own, one transaction after another until the load is closed.
 *
 * <p>Safe for use by several threads.
 */
public final class Load implements AutoCloseable {
    private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(200);
    /** More than the number of writers: a thread that holds all turns runs alone. */
    private static final int TURNS = 1_000;

    private final Connections source;
    private final LoadPause pause;
    private final Predicate<SQLException> outage;
    private final Consumer<Exception> onFailure;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore turns = new Semaphore(TURNS, true);
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean closed;

    /** Opens a connection to the source. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    /** Executes one transaction after another on its connection. */
    @FunctionalInterface
    public interface Writer {
        /** Executes the next one, and commits it or rolls it back. */
        void transact() throws SQLException, InterruptedException;
    }

    /** Starts a writer's session on each new connection, which is not in auto-commit mode. */
    @FunctionalInterface
    public interface Session {
        Writer on(Connection source) throws SQLException;
    }

    /** Work to execute while no writer writes. */
    @FunctionalInterface
    public interface Rest {
        void run() throws InterruptedException;
    }

    /**
     * @param outage failures after which a writer begins a new session on a new connection; any other ends it
     * @param onFailure called when a writer ends by itself, on the writer's thread
     */
    public Load(Connections source, LoadPause pause, Predicate<SQLException> outage, Consumer<Exception> onFailure) {
        this.source = source;
        this.pause = pause;
        this.outage = outage;
        this.onFailure = onFailure;
    }

    /**
     * Adds a writer; call it before the start.
     *
     * @param between minimum pause after each of its transactions
     */
    public void add(String name, Duration between, Session session) {
        Thread thread = new Thread(() -> run(between, session), name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** Returns when no transaction of the load is open; none begins before {@link #resume}. Don't call it twice in succession. */
    public void pause() {
        turns.acquireUninterruptibly(TURNS);
    }

    public void resume() {
        turns.release(TURNS);
    }

    /** Executes it while no writer writes and no transaction is open. */
    public void idle(Rest rest) throws InterruptedException {
        turns.acquire(TURNS);
        try {
            rest.run();
        } finally {
            turns.release(TURNS);
        }
    }

    /** Executes one transaction of another application, concurrently with the load, and never while the load is paused. */
    public void beside(Writer other) throws SQLException, InterruptedException {
        turns.acquire();
        try {
            other.transact();
        } finally {
            turns.release();
        }
    }

    /** Returns the number of completed transactions. */
    public long transactions() {
        return transactions.get();
    }

    /** Returns the failure of a writer that ended by itself, if there is one. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Returns when every writer has ended; a transaction that waits for anything except a server is rolled back. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Duration between, Session session) {
        try {
            while (!closed) {
                try (Connection connection = source.open()) {
                    connection.setAutoCommit(false);
                    write(session.on(connection), between);
                } catch (SQLException e) {
                    if (!outage.test(e)) {
                        throw e;
                    }
                    pause.rest(BETWEEN_CONNECTIONS);
                }
            }
        } catch (InterruptedException e) {
            if (!closed) {
                fail(e);
            }
        } catch (SQLException | RuntimeException e) {
            fail(e);
        }
    }

    private void write(Writer writer, Duration between) throws SQLException, InterruptedException {
        while (!closed) {
            // Counted within its turn: a pause ends after the count.
            beside(() -> {
                writer.transact();
                transactions.incrementAndGet();
            });
            pause.rest(between);
        }
    }

    private void fail(Exception e) {
        failure.compareAndSet(null, e);
        onFailure.accept(e);
    }
}
