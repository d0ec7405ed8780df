package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlSessionSettings;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.schema.Side;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The common part of both sides' snapshots: a read-only REPEATABLE READ transaction of InnoDB, which the server ends by itself when
 * its time is over. It can't be exported, so it has one session.
 *
 * <p>The limits are the session's variables, and closing gives them back the values of every pooled session.
 */
final class MySqlSnapshot implements AutoCloseable {
    /** Of one index: 3,072 bytes of its key, in UTF-8 up to three times as many. By default, texts are sorted by 1,024 bytes. */
    private static final int LONGEST_SORTED_BYTES = 10 * 1024;
    /** The servers refuse to sort with a buffer for fewer than 15 of the longest rows. */
    private static final int SORT_BUFFER_BYTES = 4 << 20;
    /**
     * Seconds to wait for a change of a table's definition. One that waits for this window itself goes on once the window has
     * failed.
     */
    private static final int LOCK_WAIT = 5;

    private static final String NO_LIMITS = MySqlSessionSettings.SQL
            + ", lock_wait_timeout = DEFAULT, max_sort_length = DEFAULT, sort_buffer_size = DEFAULT";

    private final MySqlSession session;
    private final Side side;
    private final SnapshotLocks locks;
    private final MySqlChunkReader reader;
    private final AtomicBoolean lent = new AtomicBoolean();

    private MySqlSnapshot(MySqlSession session, MySqlKind kind, Side side) {
        this.session = session;
        this.side = side;
        this.locks = SnapshotLocks.of(session, kind);
        this.reader = new MySqlChunkReader(session, side, locks, () -> {});
    }

    /** @param limit the longest time that the server keeps the snapshot */
    static MySqlSnapshot open(Side side, DataSource pool, Duration limit) {
        return open(side, pool, limit, session -> {});
    }

    /** @param before called just before the snapshot is taken */
    static MySqlSnapshot open(Side side, DataSource pool, Duration limit, Consumer<MySqlSession> before) {
        MySqlSession session = MySqlSession.open(side.noun(), pool);
        try {
            MySqlKind kind = session.kind();
            session.execute("limiting a snapshot's time", limits(kind, limit));
            before.accept(session);
            // At another isolation level the server would ignore the snapshot, with a warning only.
            session.execute("beginning a snapshot", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            session.execute("taking a snapshot", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            return new MySqlSnapshot(session, kind, side);
        } catch (RuntimeException e) {
            try (session) {
                throw e;
            }
        }
    }

    private static String limits(MySqlKind kind, Duration limit) {
        long seconds = Math.max(1, (limit.toMillis() + 999) / 1000);
        String statement = kind == MySqlKind.MYSQL
                ? "max_execution_time = " + Math.max(1, limit.toMillis())
                : String.format(Locale.ROOT, "max_statement_time = %.3f", limit.toMillis() / 1000.0);
        return "SET SESSION " + statement + ", wait_timeout = " + seconds + ", net_write_timeout = " + seconds
                + ", lock_wait_timeout = " + Math.min(LOCK_WAIT, seconds) + ", max_sort_length = "
                + LONGEST_SORTED_BYTES + ", sort_buffer_size = " + SORT_BUFFER_BYTES;
    }

    SnapshotLocks locks() {
        return locks;
    }

    MySqlChunkReader reader() {
        return reader;
    }

    /** The snapshot's session, for other reads in the snapshot. */
    MySqlSession session() {
        return session;
    }

    /** Lends the snapshot's only session to one reader at a time; closing that reader returns it. */
    ChunkReader openReader() {
        if (!lent.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "a snapshot of MySQL or MariaDB can't be shared: each reader needs a lane of its own");
        }
        return new MySqlChunkReader(session, side, locks, () -> lent.set(false));
    }

    @Override
    public void close() {
        locks.close();
        try (session) {
            session.execute("closing a snapshot", "ROLLBACK");
            session.execute("closing a snapshot", NO_LIMITS);
        }
    }
}
