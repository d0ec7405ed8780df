package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** A MySQL or MariaDB target, for reading: data, and what the pipeline's writer noted with it. */
public final class MySqlTargetDatabase implements TargetDatabase {
    private final DataSource pool;
    private final Duration limit;
    private final OpenSnapshots open;
    private final String pipeline;
    private final PositionFormat positions;
    private final LedgerPruning pruning;
    private final Function<Connection, LedgerReader> ledger;

    /**
     * @param pool made by {@link dev.reconciler.endpoint.mysql.MySqlPools}
     * @param limit the longest time that the server keeps a snapshot
     * @param positions of the source
     * @param ledger makes the reader of the pipeline's ledger as the connection's transaction sees it
     */
    public MySqlTargetDatabase(
            DataSource pool,
            Duration limit,
            String pipeline,
            PositionFormat positions,
            LedgerPruning pruning,
            Function<Connection, LedgerReader> ledger) {
        this.pool = pool;
        this.limit = limit;
        this.open = new OpenSnapshots(Side.TARGET, pool);
        this.pipeline = pipeline;
        this.positions = positions;
        this.pruning = pruning;
        this.ledger = ledger;
    }

    @Override
    public boolean exportsSnapshots() {
        return false;
    }

    @Override
    public TargetSnapshot openSnapshot() {
        MySqlSnapshot snapshot = open.add(MySqlSnapshot.open(Side.TARGET, pool, limit));
        try {
            MySqlSession session = snapshot.session();
            return new MySqlTargetSnapshot(
                    snapshot,
                    checkpoint(session),
                    ledger.apply(session.connection()),
                    new TargetNotesReader(session, pipeline));
        } catch (RuntimeException e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    @Override
    public Checkpoint checkpoint() {
        try (MySqlSession session = MySqlSession.open(Side.TARGET.noun(), pool)) {
            return checkpoint(session);
        }
    }

    private Checkpoint checkpoint(MySqlSession session) {
        String sql = "SELECT epoch, sequence, position FROM reconciler.checkpoint WHERE pipeline = ?";
        Optional<Checkpoint> found = session.get(
                "the checkpoint of " + pipeline,
                connection -> Sql.first(
                        connection,
                        sql,
                        row -> new Checkpoint(row.getLong(1), row.getLong(2), positions.parse(row.getString(3))),
                        pipeline));
        return found.orElseThrow(() -> new ReadFailedException(
                "the target has no checkpoint of pipeline " + pipeline
                        + ": nothing was applied yet. Start the pipeline first.",
                null));
    }

    @Override
    public LedgerPruning pruning() {
        return pruning;
    }

    @Override
    public void endBlockingSnapshots() {
        open.endBlocking();
    }

    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return new MySqlDigestProbe(Side.TARGET, pool).knownAnswers(tables);
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return new MySqlDigestProbe(Side.TARGET, pool).withoutRanges(tables);
    }

    @Override
    public boolean streamsRows(MappedTable table) {
        return true;
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return MySqlShapes.read(
                Side.TARGET,
                pool,
                tables.stream()
                        .flatMap(table -> table.readInTarget().stream())
                        .distinct()
                        .toList());
    }
}
