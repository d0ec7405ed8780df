package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An application changes the definition of a table while a window reads it. */
public abstract class BlockingSnapshotsContract {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** As in the daemon. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    protected abstract SourceDatabase source();

    /** The table {@code t} with the key {@code id}, from 1 to 1000, and the number {@code v}. */
    protected abstract MappedTable table();

    /** A session of an application. */
    protected abstract Connection connect() throws Exception;

    protected final void digest(SourceSnapshot snapshot) {
        snapshot.reader().digests(table(), TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL);
    }

    @Test
    void changeOfATableDuringAChecksumKeepsTheApplicationWaitingForAMomentOnly() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger checksums = new AtomicInteger();
        AtomicLong longest = new AtomicLong();
        AtomicInteger writes = new AtomicInteger();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection operator = connect()) {
            watch.scheduleWithFixedDelay(source()::endBlockingSnapshots, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            Future<?> checksum = threads.submit(() -> checksum(ends, checksums));
            Future<?> application = threads.submit(() -> write(ends, writes, longest));
            Awaitility.await().until(() -> checksums.get() > 0 && writes.get() > 0);

            long began = System.nanoTime();
            change(operator, "ALTER TABLE t ADD COLUMN more int");
            long waited = System.nanoTime() - began;
            int before = checksums.get();
            Awaitility.await().until(() -> checksums.get() > before + 1);
            ends.set(true);
            checksum.get(30, TimeUnit.SECONDS);
            application.get(30, TimeUnit.SECONDS);

            assertThat(Duration.ofNanos(waited)).isLessThan(LONGEST_WAIT);
            assertThat(Duration.ofNanos(longest.get())).isLessThan(LONGEST_WAIT);
        } finally {
            ends.set(true);
            threads.shutdownNow();
            watch.shutdownNow();
        }
    }

    private static void change(Connection operator, String definition) throws SQLException {
        try (Statement statement = operator.createStatement()) {
            statement.setQueryTimeout((int) PATIENCE.toSeconds());
            statement.execute(definition);
        }
    }

    /** Windows of a run: one that is void is opened again. */
    private Void checksum(AtomicBoolean ends, AtomicInteger checksums) {
        while (!ends.get()) {
            try (SourceSnapshot snapshot = source().openSnapshot()) {
                while (!ends.get()) {
                    digest(snapshot);
                    checksums.incrementAndGet();
                }
            } catch (ReadFailedException e) {
                assertThat(e).hasMessageContaining("source");
            }
        }
        return null;
    }

    private Void write(AtomicBoolean ends, AtomicInteger writes, AtomicLong longest) throws Exception {
        try (Connection application = connect()) {
            while (!ends.get()) {
                long began = System.nanoTime();
                Sql.execute(application, "UPDATE t SET v = v + 1 WHERE id = " + (writes.incrementAndGet() % 1000 + 1));
                longest.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
        }
        return null;
    }

    @Test
    void changeOfATableDoesNotWaitForASnapshotThatReadItBefore() throws Exception {
        try (SourceSnapshot snapshot = source().openSnapshot()) {
            digest(snapshot);
            runWhileSnapshotsEnd("ALTER TABLE t ADD COLUMN more int");
        } catch (ReadFailedException e) {
            assertThat(e).hasMessageContaining("closing a snapshot");
        }
        try (SourceSnapshot one = source().openSnapshot();
                SourceSnapshot other = source().openSnapshot()) {
            digest(one);
            digest(other);
        }
    }

    @Test
    void snapshotForWhichNobodyWaitsIsKept() {
        try (SourceSnapshot snapshot = source().openSnapshot()) {
            digest(snapshot);
            source().endBlockingSnapshots();
            digest(snapshot);
        }
    }

    /** Runs a statement in another session while the database is asked to end blocking snapshots until it is done. */
    protected final void runWhileSnapshotsEnd(String statement) throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection operator = connect()) {
            Callable<Void> change = () -> {
                change(operator, statement);
                return null;
            };
            Future<Void> changed = threads.submit(change);
            Awaitility.await().atMost(PATIENCE.multipliedBy(2)).until(() -> {
                source().endBlockingSnapshots();
                return changed.isDone();
            });
            changed.get();
        } finally {
            threads.shutdownNow();
        }
    }
}
