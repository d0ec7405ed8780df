package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.AnonymousContent;
import dev.reconciler.endpoint.mysql.source.AnonymousLog;
import dev.reconciler.endpoint.mysql.source.BinaryLog;
import dev.reconciler.endpoint.mysql.source.LogRotations;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.schema.Side;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A MySQL or MariaDB source, for reading. It must write a binary log. Transactions are named as {@link
 * dev.reconciler.endpoint.mysql.position.MySqlTransaction}, {@link
 * dev.reconciler.endpoint.mysql.position.AnonymousTransaction} and {@link
 * dev.reconciler.endpoint.mysql.position.MariaDbTransaction} name them.
 */
public final class MySqlSourceDatabase implements SourceDatabase {
    private static final int ATTEMPTS = 10;

    private final DataSource pool;
    private final Duration limit;
    private final OpenSnapshots open;
    private final LogRotations rotations = new LogRotations();
    private final AnonymousLog anonymous = new AnonymousLog();

    /**
     * @param pool made by {@link dev.reconciler.endpoint.mysql.MySqlPools}
     * @param limit the longest time that the server keeps a snapshot
     */
    public MySqlSourceDatabase(DataSource pool, Duration limit) {
        this.pool = pool;
        this.limit = limit;
        this.open = new OpenSnapshots(Side.SOURCE, pool);
    }

    @Override
    public boolean exportsSnapshots() {
        return false;
    }

    @Override
    public SourceSnapshot openSnapshot() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<SourceSnapshot> snapshot = tryOpenSnapshot();
            if (snapshot.isPresent()) {
                return snapshot.get();
            }
        }
        throw new ReadFailedException(
                "source: the binary log began a new file while a snapshot was taken, " + ATTEMPTS
                        + " times in turn: make max_binlog_size larger",
                null);
    }

    private Optional<SourceSnapshot> tryOpenSnapshot() {
        AtomicReference<Function<MySqlSession, Optional<SnapshotContent>>> content = new AtomicReference<>();
        MySqlSnapshot snapshot = open.add(MySqlSnapshot.open(
                Side.SOURCE,
                pool,
                limit,
                session -> content.set(SourceContents.before(session, rotations, anonymous))));
        try {
            Optional<SnapshotContent> read =
                    Objects.requireNonNull(content.get()).apply(snapshot.session());
            if (read.isEmpty()) {
                snapshot.close();
            }
            return read.map(known -> new MySqlSourceSnapshot(snapshot, known));
        } catch (RuntimeException e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    /** The end of the binary log, without GTIDs: a transaction is in the log before it is visible. */
    @Override
    public Position writePosition() {
        try (MySqlSession session = MySqlSession.open(Side.SOURCE.noun(), pool)) {
            return session.get("the end of the binary log", c -> BinaryLog.of(c).end());
        }
    }

    /**
     * Without effect, because the server itself tells a reader that waits at the end of the log where it is: by a heartbeat, which it
     * sends in the interval that the reader asked for and writes nowhere. Its position is the log's end after any event, a change of
     * a definition and the start of a new file included. So the source is not written, and no privilege is needed.
     */
    @Override
    public void mark(String label) {}

    @Override
    public Optional<String> unproven() {
        try (MySqlSession session = MySqlSession.open(Side.SOURCE.noun(), pool)) {
            return session.kind() == MySqlKind.MYSQL
                    ? Optional.of(session.get("gtid_mode", c -> BinaryLog.of(c).gtidMode()))
                            .filter(mode -> !AnonymousContent.isOn(mode))
                            .map(mode -> "the source has no GTIDs (gtid_mode=" + mode + ")")
                    : Optional.empty();
        }
    }

    @Override
    public SnapshotContent probe() {
        try (SourceSnapshot snapshot = openSnapshot()) {
            return snapshot.content();
        }
    }

    @Override
    public void endBlockingSnapshots() {
        open.endBlocking();
    }

    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return new MySqlDigestProbe(Side.SOURCE, pool).knownAnswers(tables);
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return new MySqlDigestProbe(Side.SOURCE, pool).withoutRanges(tables);
    }

    @Override
    public boolean streamsRows(MappedTable table) {
        return true;
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return MySqlShapes.read(
                Side.SOURCE, pool, tables.stream().map(MappedTable::source).toList());
    }
}
