package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.schema.Side;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL source (14 or later), for reading. A standby is refused: its snapshots omit running transactions. */
public final class PostgresSourceDatabase implements SourceDatabase {
    private final DataSource pool;
    private final SnapshotLimits limits;
    private final @Nullable String publication;

    /** @param pool made by {@link dev.reconciler.endpoint.postgres.PostgresPools} */
    public PostgresSourceDatabase(DataSource pool, SnapshotLimits limits) {
        this(pool, limits, null);
    }

    /**
     * @param pool made by {@link dev.reconciler.endpoint.postgres.PostgresPools}
     * @param publication the publication whose entries belong to the tables' shapes; null if there is none
     */
    public PostgresSourceDatabase(DataSource pool, SnapshotLimits limits, @Nullable String publication) {
        this.publication = publication;
        this.pool = pool;
        this.limits = limits;
    }

    /** By {@code pg_export_snapshot}. */
    @Override
    public boolean exportsSnapshots() {
        return true;
    }

    @Override
    public SourceSnapshot openSnapshot() {
        return new PostgresSourceSnapshot(PostgresSnapshot.open(Side.SOURCE, pool, limits));
    }

    /** The insert position, not the flush position: with synchronous_commit off a transaction is visible before its flush. */
    @Override
    public Position writePosition() {
        return Lsn.parse(ask("the write position", "SELECT pg_current_wal_insert_lsn()")[0]);
    }

    @Override
    public void mark(String label) {
        ask("writing a mark into the log", "SELECT pg_logical_emit_message(true, 'reconciler', ?::text)", label);
    }

    @Override
    public SnapshotContent probe() {
        String[] facts = ask("a snapshot's content", "SELECT pg_current_snapshot()::text, pg_is_in_recovery()::text");
        if (facts[1].equals("true")) {
            throw new ReadFailedException("the source is a standby (pg_is_in_recovery). Connect to the primary.", null);
        }
        return PostgresSnapshotContent.parse(facts[0]);
    }

    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return new PostgresDigestProbe(Side.SOURCE, pool).knownAnswers(tables);
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return new PostgresDigestProbe(Side.SOURCE, pool).withoutRanges(tables);
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return PostgresShapes.read(
                Side.SOURCE, pool, tables.stream().map(MappedTable::source).toList(), publication);
    }

    private String[] ask(String what, String sql, Object... values) {
        try (Session session = Session.open(Side.SOURCE, pool)) {
            return session.one(what, sql, values);
        }
    }
}
