package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The pipeline's logical replication slot. We create it ourselves, because its creation leaves a gap to be waited out. */
public final class PostgresSlot {
    /** Prefix of the messages that this product writes into the source's log; the stream drops all other messages. */
    public static final String MESSAGE_PREFIX = "reconciler";

    private static final String DUPLICATE_OBJECT = "42710";
    private static final String NO_SUCH_OBJECT = "42704";

    private final Side side;
    private final DataSource source;
    private final String name;

    public PostgresSlot(DataSource source, String name) {
        this(Side.SOURCE, source, name);
    }

    /** @param side the side that has the slot: a target may be streamed, too, and is then the source of that stream */
    public PostgresSlot(Side side, DataSource source, String name) {
        this.side = side;
        this.source = source;
        this.name = name;
    }

    public Side side() {
        return side;
    }

    public String name() {
        return name;
    }

    /**
     * Creates the slot, marks the log and has the journal remember both. The publication must exist already: a slot can't decode
     * what was written before it.
     *
     * @throws SlotExistsException if the slot exists already
     * @throws ReadFailedException if the server refuses
     */
    public StreamOrigin create(String pipeline, StreamJournal journal) {
        try {
            return Sql.with(source, connection -> {
                Lsn start = createSlot(connection);
                long mark = mark(connection, pipeline);
                StreamOrigin origin = new StreamOrigin(facts(connection).server(), start, mark);
                journal.created(origin);
                return origin;
            });
        } catch (SQLException e) {
            ReadFailedException failed = failed("create", e);
            throw DUPLICATE_OBJECT.equals(e.getSQLState())
                    ? new SlotExistsException(String.valueOf(failed.getMessage()), e)
                    : failed;
        }
    }

    private Lsn createSlot(Connection connection) throws SQLException {
        String sql = "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput')";
        return Sql.one(connection, sql, row -> Lsn.parse(row.getString(1)), name);
    }

    /** Returns the 64-bit id of the transaction that wrote the mark. */
    private long mark(Connection connection, String pipeline) throws SQLException {
        String sql = """
            SELECT pg_current_xact_id()::text
            FROM pg_logical_emit_message(true, ?, ?)\
            """;
        return Long.parseLong(
                Sql.one(connection, sql, row -> row.getString(1), MESSAGE_PREFIX, pipeline + ":slot " + name));
    }

    /** @throws ReadFailedException if the server can't be read */
    public SlotFacts facts() {
        try {
            return Sql.with(source, this::facts);
        } catch (SQLException e) {
            throw failed("read", e);
        }
    }

    private SlotFacts facts(Connection connection) throws SQLException {
        // The file name of the log's end tells the timeline of now; the control file's may be older right after a
        // failover.
        String sql = """
            SELECT c.system_identifier::text, l.recovery, l.lsn::text,
                   CASE WHEN l.recovery THEN (SELECT timeline_id FROM pg_control_checkpoint())
                        ELSE ('x' || substr(pg_walfile_name(l.lsn), 1, 8))::bit(32)::int END,
                   s.slot_name IS NOT NULL, s.confirmed_flush_lsn::text, s.restart_lsn::text, s.active, s.wal_status,
                   CASE WHEN s.slot_type <> 'logical' OR s.plugin <> 'pgoutput'
                             THEN format('it is a %s slot with plugin %s', s.slot_type, s.plugin)
                        WHEN s.database <> current_database() THEN format('it is for database %s', s.database)
                        WHEN s.wal_status = 'lost' THEN 'the server has removed log that it needs (wal_status lost)'
                        WHEN s.confirmed_flush_lsn IS NULL THEN 'its creation was not finished' END,
                   pg_wal_lsn_diff(l.lsn, s.restart_lsn)::bigint
            FROM pg_control_system() c
            CROSS JOIN (SELECT r.recovery, CASE WHEN r.recovery THEN pg_last_wal_replay_lsn()
                                                ELSE pg_current_wal_flush_lsn() END AS lsn
                        FROM (SELECT pg_is_in_recovery() AS recovery) r) l
            LEFT JOIN pg_replication_slots s ON s.slot_name = ?\
            """;
        return Sql.one(
                connection,
                sql,
                row -> new SlotFacts(
                        new ServerIdentity(row.getString(1), row.getInt(4)),
                        row.getBoolean(2),
                        Lsn.parse(row.getString(3)),
                        slot(row)),
                name);
    }

    private static SlotFacts.@Nullable Slot slot(ResultSet result) throws SQLException {
        if (!result.getBoolean(5)) {
            return null;
        }
        return new SlotFacts.Slot(
                lsn(result.getString(6)),
                lsn(result.getString(7)),
                result.getBoolean(8),
                result.getString(9),
                result.getString(10),
                result.getLong(11));
    }

    private static Lsn lsn(@Nullable String text) {
        return text == null ? new Lsn(0) : Lsn.parse(text);
    }

    /**
     * Finds the transactions that began before the slot was ready and still run, with their sessions.
     *
     * @param firstTransaction {@link StreamOrigin#firstTransaction}
     */
    public GapWait gapWait(long firstTransaction) {
        String sql = """
            SELECT x.xid::text::bigint, a.pid,
                   extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint,
                   coalesce('prepared transaction ' || p.gid,
                            concat_ws(' ', a.usename, a.application_name, a.state, a.wait_event, a.query))
            FROM pg_snapshot_xip(pg_current_snapshot()) AS x(xid)
            LEFT JOIN pg_prepared_xacts p ON p.transaction::text::numeric = mod(x.xid::text::numeric, 4294967296)
            LEFT JOIN pg_stat_activity a
                   ON a.backend_xid::text::numeric = mod(x.xid::text::numeric, 4294967296) AND p.gid IS NULL
            WHERE x.xid::text::numeric <= ?
            ORDER BY 1\
            """;
        return new GapWait(holders(sql, firstTransaction));
    }

    /** Finds the transactions that the creation of the slot waits for now; empty if no other session creates it, or that session does not wait. */
    public GapWait creationWait() {
        String awaited = """
            h.transactionid IN (
                SELECT w.transactionid
                FROM pg_replication_slots AS s JOIN pg_locks AS w ON w.pid = s.active_pid
                WHERE s.slot_name = ? AND w.locktype = 'transactionid' AND NOT w.granted)\
            """;
        return new GapWait(holders(open(awaited), name));
    }

    /** Transactions that have written and have not ended: a slot's creation would wait for them. */
    public List<GapWait.Holder> openTransactions() {
        return holders(open("true"));
    }

    /** By the locks that transactions hold on their own ids: unlike a snapshot, these tell the latest ones too. */
    private static String open(String condition) {
        return """
            SELECT DISTINCT ON (h.pid, p.gid) h.transactionid::text::bigint, h.pid,
                   extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint,
                   coalesce('prepared transaction ' || p.gid,
                            concat_ws(' ', a.usename, a.application_name, a.state, a.wait_event, a.query))
            FROM pg_locks AS h
            LEFT JOIN pg_prepared_xacts AS p ON p.transaction = h.transactionid AND h.pid IS NULL
            LEFT JOIN pg_stat_activity AS a ON a.pid = h.pid
            WHERE h.locktype = 'transactionid' AND h.granted AND h.mode = 'ExclusiveLock'
                AND (h.pid IS NOT NULL OR p.gid IS NOT NULL) AND %s
            ORDER BY h.pid, p.gid, 1\
            """.formatted(condition);
    }

    private List<GapWait.Holder> holders(String sql, Object... values) {
        try {
            return Sql.with(source, connection -> Sql.list(connection, sql, PostgresSlot::holder, values));
        } catch (SQLException e) {
            throw failed("read the running transactions that concern", e);
        }
    }

    private static GapWait.Holder holder(ResultSet result) throws SQLException {
        String age = result.getString(3);
        String what = result.getString(4);
        return new GapWait.Holder(
                result.getLong(1),
                result.getObject(2) == null ? null : result.getInt(2),
                age == null ? null : Duration.ofSeconds(Long.parseLong(age)),
                what == null || what.isBlank()
                        ? "a session that this role may not see (grant pg_read_all_stats)"
                        : what);
    }

    /**
     * Drops the slot, and with it the server's duty to keep log for it. Without effect if there is none.
     *
     * @throws ReadFailedException if a stream still uses the slot
     */
    public void drop() {
        try {
            Sql.with(source, connection -> Sql.exists(connection, "SELECT pg_drop_replication_slot(?)", name));
        } catch (SQLException e) {
            if (!NO_SUCH_OBJECT.equals(e.getSQLState())) {
                throw failed("drop", e);
            }
        }
    }

    private ReadFailedException failed(String action, SQLException e) {
        return new ReadFailedException(
                "could not " + action + " replication slot " + name + " of the " + side.noun() + ": " + e.getMessage(),
                e);
    }
}
