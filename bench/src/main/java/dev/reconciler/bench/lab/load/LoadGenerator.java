package dev.reconciler.bench.lab.load;

import dev.reconciler.bench.lab.shop.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link ShopTraffic} on a thread of its own, until it is closed or fails.
 *
 * <p>Safe for use by several threads.
 */
public final class LoadGenerator implements AutoCloseable {
    private final Login application;
    private final Function<Connection, BusinessTransaction> transactions;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final LoadPause pace;
    private final Duration between;
    private final Consumer<Exception> onFailure;
    private final Map<String, Long> committed = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "demo-load");
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Condition resumed = turn.newCondition();
    private boolean paused;
    private volatile boolean closed;

    /**
     * Of an application that writes the source, and nothing else.
     *
     * @param random of its own, seeded
     * @param perSecond transactions, at most
     * @param onFailure told once if the load ends by itself; called on the load's thread
     */
    public LoadGenerator(
            Login application,
            RandomGenerator random,
            InstantSource clock,
            LoadPause pace,
            double perSecond,
            Consumer<Exception> onFailure) {
        this(application, SingleTransaction::new, random, clock, pace, perSecond, onFailure);
    }

    /** Of an application that writes both sides. */
    public LoadGenerator(
            Login application,
            TargetWriter target,
            RandomGenerator random,
            InstantSource clock,
            LoadPause pace,
            double perSecond,
            Consumer<Exception> onFailure) {
        this(application, target::on, random, clock, pace, perSecond, onFailure);
    }

    private LoadGenerator(
            Login application,
            Function<Connection, BusinessTransaction> transactions,
            RandomGenerator random,
            InstantSource clock,
            LoadPause pace,
            double perSecond,
            Consumer<Exception> onFailure) {
        this.application = application;
        this.transactions = transactions;
        this.random = random;
        this.clock = clock;
        this.pace = pace;
        this.between = Duration.ofNanos(Math.round(1e9 / perSecond));
        this.onFailure = onFailure;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when no transaction of the load is open; until {@link #resume} none will begin. */
    public void pause() {
        turn.lock();
        try {
            paused = true;
        } finally {
            turn.unlock();
        }
    }

    public void resume() {
        turn.lock();
        try {
            paused = false;
            resumed.signalAll();
        } finally {
            turn.unlock();
        }
    }

    /** Committed transactions by tenant. */
    public Map<String, Long> committed() {
        return new TreeMap<>(committed);
    }

    /** Why the load ended, if it ended by itself. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Returns when the thread has ended; a transaction that was open is rolled back. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Connection source = application.connect()) {
            source.setAutoCommit(false);
            ShopTraffic traffic = new ShopTraffic(source, transactions.apply(source), random, clock);
            while (!closed) {
                transact(traffic);
                pace.rest(between);
            }
        } catch (InterruptedException e) {
            if (!closed) {
                fail(e);
            }
        } catch (SQLException | RuntimeException e) {
            fail(e);
        }
    }

    private void transact(ShopTraffic traffic) throws InterruptedException, SQLException {
        turn.lockInterruptibly();
        try {
            while (paused) {
                resumed.await();
            }
            committed.merge(traffic.next(), 1L, Long::sum);
        } finally {
            turn.unlock();
        }
    }

    private void fail(Exception e) {
        failure.set(e);
        onFailure.accept(e);
    }
}
