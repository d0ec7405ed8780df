package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.window.SnapshotAdmission;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * The stream of a MySQL or MariaDB server is its binary log, which the server writes for all tables, and keeps by age or size. Nothing is
 * created there, so a stream is set up by recording its position.
 */
public final class MySqlStreamSetup implements StreamSetup {
    /** MySQL and MariaDB have no number that grows with a failover: the server itself changes. */
    private static final int TIMELINE = 0;

    private static final Duration EXECUTION = Duration.ofSeconds(10);

    private final Side side;
    private final DataSource server;
    private final StreamJournal journal;
    private final Duration execution;
    private final SnapshotAdmission admission = new XaAdmission();
    private final LogRotations rotations = new LogRotations();

    /**
     * @param side the side of the server in the pipeline
     * @param journal keeps the stream's origin
     */
    public MySqlStreamSetup(Side side, DataSource server, StreamJournal journal) {
        this(side, server, journal, EXECUTION);
    }

    /** @param execution the time in which a transaction that is in the log is executed */
    MySqlStreamSetup(Side side, DataSource server, StreamJournal journal, Duration execution) {
        this.side = side;
        this.server = server;
        this.journal = journal;
        this.execution = execution;
    }

    @Override
    public String name() {
        return "binary log";
    }

    /** Tables of a database that {@code binlog_do_db} or {@code binlog_ignore_db} keeps out of the log are not in the stream. */
    @Override
    public boolean isPublished(Collection<MappedTable> tables) {
        return unlogged(tables).isEmpty();
    }

    private List<TableRef> unlogged(Collection<MappedTable> tables) {
        BinaryLog.Status status = run("reading the state of the binary log", connection -> BinaryLog.of(connection)
                .status());
        return tables.stream()
                .map(MappedTable::source)
                .filter(table -> !status.logs(table.schema()))
                .toList();
    }

    /** Without effect: which databases are logged is decided when the server starts. */
    @Override
    public void publish(Collection<MappedTable> tables) {}

    @Override
    public void requirePublished(Collection<MappedTable> tables) {
        List<TableRef> unlogged = unlogged(tables);
        if (!unlogged.isEmpty()) {
            throw new StreamRefusedException("the " + side.noun() + " does not log changes of " + unlogged
                    + ". Remove binlog_do_db and binlog_ignore_db from its configuration and restart it"
                    + (side == Side.SOURCE ? ", then run `serve --resync`." : "."));
        }
    }

    @Override
    public List<HarmedTable> harmed(Collection<TableRef> tables) {
        return List.of();
    }

    @Override
    public String gapAdvice(MappedTable table) {
        return "find out why the " + side.noun() + "'s binary log lacks changes of " + table.source()
                + ": binlog_do_db, binlog_ignore_db, and sessions with sql_log_bin = 0, binlog_format other than ROW or"
                + " binlog_row_image other than FULL";
    }

    @Override
    public boolean isRecorded() {
        return journal.origin().isPresent();
    }

    @Override
    public Position ensure(Steps steps) {
        return journal.origin().map(StreamOrigin::start).orElseGet(() -> replace(steps));
    }

    @Override
    public Position replace(Steps steps) {
        steps.before(Step.CREATE);
        BinlogPosition start = run(
                "finding the position at which the stream begins",
                connection -> side == Side.SOURCE
                        ? StreamBeginning.find(connection, rotations)
                        : StreamBeginning.ofRecord(connection, rotations));
        journal.created(new StreamOrigin(new ServerIdentity(start.server(), TIMELINE), start, 0));
        steps.before(Step.CREATED);
        return start;
    }

    @Override
    public void requireReadable(Position from) {
        run("checking that the stream can be resumed", connection -> {
            ResumeCheck.require(side, connection, (BinlogPosition) from, execution);
            return true;
        });
    }

    @Override
    public SnapshotAdmission admission() {
        return admission;
    }

    /** The server keeps its log by age or size, even if the pipeline still has to read it. */
    @Override
    public OptionalLong retainedBytes() {
        return OptionalLong.empty();
    }

    /** Any number of sessions can read the log. */
    @Override
    public boolean isInUse() {
        return false;
    }

    @Override
    public List<String> leftovers() {
        return List.of();
    }

    /** Without effect: nothing was created. */
    @Override
    public void drop() {}

    @Override
    public void forget() {
        journal.forget();
    }

    @Override
    public List<String> withdrawable() {
        return List.of();
    }

    /** Without effect: the log does not depend on who reads it. */
    @Override
    public void withdraw() {}

    private <T> T run(String what, Sql.Work<T> work) {
        try {
            return Sql.with(server, work);
        } catch (SQLException e) {
            throw new ReadFailedException("reading the " + side.noun() + " failed: " + what + ": " + e.getMessage(), e);
        }
    }
}
