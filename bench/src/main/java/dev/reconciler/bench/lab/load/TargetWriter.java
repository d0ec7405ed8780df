package dev.reconciler.bench.lab.load;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.TableRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The half of a dual-writing application that writes the target: it repeats a source transaction's writes there, a moment before
 * or after it, several transactions at a time, each retried until it succeeds. Writes that concern the same row, or a row and one
 * that refers to it, keep the order of their submission; all other writes do not.
 *
 * <p>Safe for use by several threads.
 */
public final class TargetWriter implements AutoCloseable {
    private static final int REQUESTS = 24;
    private static final int CONNECTIONS = 8;
    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private final SplittableRandom random;
    private final InstantSource clock;
    private final LoadPause pace;
    private final Consumer<Exception> onFailure;
    private final HikariDataSource target;
    private final ExecutorService requests;
    private final Map<TableRow, CompletableFuture<Void>> turns = new HashMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private Duration slowest = Duration.ZERO;
    private volatile boolean closed;

    /**
     * @param random seeded, not shared
     * @param onFailure called once if a write is abandoned
     */
    public TargetWriter(
            Login target, SplittableRandom random, InstantSource clock, LoadPause pace, Consumer<Exception> onFailure) {
        this.random = random;
        this.clock = clock;
        this.pace = pace;
        this.onFailure = onFailure;
        this.target = target.pool("shop", CONNECTIONS);
        this.requests = Executors.newFixedThreadPool(REQUESTS, task -> {
            Thread thread = new Thread(task, "demo-dual-write");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The work of an attempt in an open transaction of the target, repeated from the start if it fails. */
    @FunctionalInterface
    public interface Work {
        void in(Connection target) throws SQLException;
    }

    /** @param source not in auto-commit mode; used by one thread at a time */
    BusinessTransaction on(Connection source) {
        return new DualTransaction(source, this, deliveries());
    }

    /** Returns a new random sequence, which depends only on the seed and the number of earlier ones. */
    synchronized SplittableRandom deliveries() {
        return random.split();
    }

    void rest(Duration time) throws InterruptedException {
        pace.rest(time);
    }

    /** Submits work; the future completes after it, unless this writer has failed. */
    public synchronized CompletableFuture<Void> submit(Set<TableRow> concerned, Delivery delivery, Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Instant begun = clock.instant();
        List<CompletableFuture<Void>> before = concerned.stream()
                .map(row -> turns.put(row, done))
                .filter(Objects::nonNull)
                .toList();
        // Requests begin in this order too, so that none waits for one that has no thread.
        requests.execute(() -> {
            try {
                deliver(delivery, before, work);
                remember(Duration.between(begun, clock.instant()));
            } catch (InterruptedException | SQLException | RuntimeException e) {
                fail(e);
            } finally {
                finish(concerned, done);
            }
        });
        return done;
    }

    /** Returns when all submitted work is in the target. */
    public void drain() {
        List<CompletableFuture<Void>> open;
        synchronized (this) {
            open = List.copyOf(turns.values());
        }
        open.forEach(CompletableFuture::join);
    }

    /** Returns the longest time between the submission of a write and its commit in the target. */
    public synchronized Duration slowest() {
        return slowest;
    }

    private synchronized void remember(Duration took) {
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }

    /** Returns the failure that ended a write, if there is one. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Abandons the writes in progress. */
    @Override
    public void close() {
        closed = true;
        requests.shutdownNow();
        target.close();
    }

    private synchronized void finish(Set<TableRow> concerned, CompletableFuture<Void> done) {
        concerned.forEach(row -> turns.remove(row, done));
        done.complete(null);
    }

    private void deliver(Delivery delivery, List<CompletableFuture<Void>> before, Work work)
            throws InterruptedException, SQLException {
        if (!delivery.targetFirst()) {
            pace.rest(delivery.delay());
        }
        before.forEach(CompletableFuture::join);
        if (delivery.breaks()) {
            attempt(work, false);
            pace.rest(BETWEEN_ATTEMPTS);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(work, true);
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pace.rest(BETWEEN_ATTEMPTS);
            }
        }
    }

    /** @param lasts false if the connection fails before the commit */
    private void attempt(Work work, boolean lasts) throws SQLException {
        try (Connection connection = target.getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.in(connection);
                if (lasts) {
                    connection.commit();
                }
            } finally {
                // Without effect after a commit.
                connection.rollback();
            }
        }
    }

    private void fail(Exception e) {
        if (!closed && failure.compareAndSet(null, e)) {
            onFailure.accept(e);
        }
    }

    /** The rows that a set of writes concerns. */
    public static Set<TableRow> concerned(List<RowWrite> rows) {
        return rows.stream().flatMap(row -> row.concerns().stream()).collect(Collectors.toUnmodifiableSet());
    }
}
