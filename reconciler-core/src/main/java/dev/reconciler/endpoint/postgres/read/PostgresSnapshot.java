package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Side;
import javax.sql.DataSource;

/**
 * The common part of both sides' snapshots: a read-only REPEATABLE READ transaction, exported for further readers, that the server
 * ends by itself when its time is over.
 */
final class PostgresSnapshot implements AutoCloseable {
    private final DataSource pool;
    private final SnapshotLimits limits;
    private final String exported;
    private final String content;
    private final PostgresChunkReader reader;

    private PostgresSnapshot(
            DataSource pool, SnapshotLimits limits, String exported, String content, PostgresChunkReader reader) {
        this.pool = pool;
        this.limits = limits;
        this.exported = exported;
        this.content = content;
        this.reader = reader;
    }

    static PostgresSnapshot open(Side side, DataSource pool, SnapshotLimits limits) {
        Session session = Session.open(side, pool);
        try {
            session.beginSnapshot();
            limit(session, limits);
            String[] facts = session.one(
                    "taking a snapshot",
                    "SELECT pg_current_snapshot()::text, pg_is_in_recovery()::text,"
                            + " current_setting('server_encoding')");
            requireReadable(side, facts[1].equals("true"), facts[2]);
            String exported = session.one("exporting the snapshot", "SELECT pg_export_snapshot()")[0];
            return new PostgresSnapshot(
                    pool, limits, exported, facts[0], new PostgresChunkReader(session, limits.queryRole()));
        } catch (RuntimeException e) {
            throw closedAfter(e, session);
        }
    }

    /** The transactions that it contains, as pg_snapshot prints them. */
    String content() {
        return content;
    }

    PostgresChunkReader reader() {
        return reader;
    }

    PostgresChunkReader openReader() {
        Session session = Session.open(reader.session().side(), pool);
        try {
            session.beginSnapshot();
            session.execute("sharing a snapshot", "SET TRANSACTION SNAPSHOT " + Identifiers.literal(exported));
            limit(session, limits);
            return new PostgresChunkReader(session, limits.queryRole());
        } catch (RuntimeException e) {
            throw closedAfter(e, session);
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Row security off makes the server refuse a role that would see a part of the rows only, where it would hide them. */
    private static void limit(Session session, SnapshotLimits limits) {
        long millis = limits.totalMillis();
        session.execute(
                "limiting a snapshot's time",
                "SET LOCAL statement_timeout = " + millis + "; SET LOCAL idle_in_transaction_session_timeout = "
                        + millis + "; SET LOCAL row_security = off");
    }

    private static void requireReadable(Side side, boolean inRecovery, String encoding) {
        if (inRecovery) {
            throw new ReadFailedException(
                    "the " + side.noun()
                            + " is a standby (pg_is_in_recovery): its snapshots don't tell which transactions"
                            + " they contain. Connect to the primary.",
                    null);
        }
        if (!encoding.equals("UTF8")) {
            throw new ReadFailedException(
                    "the " + side.noun() + "'s database encoding is " + encoding
                            + "; rows are hashed by the server as UTF8 text." + " Use a database with encoding UTF8.",
                    null);
        }
    }

    private static RuntimeException closedAfter(RuntimeException because, Session session) {
        try {
            session.close();
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
        return because;
    }
}
