package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.schema.Side;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** A PostgreSQL target, for reading: data, and what the pipeline's writer noted with it. */
public final class PostgresTargetDatabase implements TargetDatabase {
    private final DataSource pool;
    private final SnapshotLimits limits;
    private final String pipeline;
    private final PositionFormat positions;
    private final LedgerPruning pruning;
    private final LedgerReading ledger;

    /**
     * @param pool made by {@link dev.reconciler.endpoint.postgres.PostgresPools}
     * @param positions of the source
     */
    public PostgresTargetDatabase(
            DataSource pool,
            SnapshotLimits limits,
            String pipeline,
            PositionFormat positions,
            LedgerPruning pruning,
            LedgerReading ledger) {
        this.pool = pool;
        this.limits = limits;
        this.pipeline = pipeline;
        this.positions = positions;
        this.pruning = pruning;
        this.ledger = ledger;
    }

    /** By {@code pg_export_snapshot}. */
    @Override
    public boolean exportsSnapshots() {
        return true;
    }

    @Override
    public TargetSnapshot openSnapshot() {
        PostgresSnapshot snapshot = PostgresSnapshot.open(Side.TARGET, pool, limits);
        try {
            Session session = snapshot.reader().session();
            return new PostgresTargetSnapshot(
                    snapshot,
                    checkpoint(session),
                    ledger.in(session.connection()),
                    new TargetNotesReader(session, pipeline),
                    pipeline);
        } catch (RuntimeException e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    @Override
    public Checkpoint checkpoint() {
        try (Session session = Session.open(Side.TARGET, pool)) {
            return checkpoint(session);
        }
    }

    private Checkpoint checkpoint(Session session) {
        String sql = """
            SELECT epoch::text, sequence::text, position FROM reconciler.checkpoint WHERE pipeline = ?::text\
            """;
        String[] found = session.one("the checkpoint of " + pipeline, sql, pipeline);
        if (found.length == 0) {
            throw new ReadFailedException(
                    "the target has no checkpoint of pipeline " + pipeline
                            + ": nothing was applied yet. Start the pipeline first.",
                    null);
        }
        return new Checkpoint(Long.parseLong(found[0]), Long.parseLong(found[1]), positions.parse(found[2]));
    }

    @Override
    public LedgerPruning pruning() {
        return pruning;
    }

    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return new PostgresDigestProbe(Side.TARGET, pool).knownAnswers(tables);
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return new PostgresDigestProbe(Side.TARGET, pool).withoutRanges(tables);
    }

    @Override
    public String shape(Collection<MappedTable> tables) {
        return PostgresShapes.read(
                Side.TARGET,
                pool,
                tables.stream()
                        .flatMap(table -> table.readInTarget().stream())
                        .distinct()
                        .toList(),
                null);
    }
}
