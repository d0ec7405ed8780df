package dev.reconciler.verify.coverage.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkMap;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.MappingBasis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Chunks in the control database. A session that changes a table's map holds the map's lock and its rows, so that a mark is
 * either on a chunk that is cut, or finds its chunk deleted.
 */
public final class JdbiChunks implements Chunks {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final String pipeline;
    private final TenantScope scope;

    /** @param scope the tenants that the pipeline carries */
    public JdbiChunks(Jdbi jdbi, ControlDialect sql, String pipeline, TenantScope scope) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.pipeline = pipeline;
        this.scope = scope;
    }

    @Override
    public List<Chunk> of(MappedTable table) {
        return jdbi.withHandle(handle -> read(handle, table, ""));
    }

    @Override
    public void verified(MappedTable table, List<Chunk> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        jdbi.useTransaction(transaction -> {
            lock(transaction, table);
            List<Chunk> before = read(transaction, table, " ORDER BY id FOR UPDATE");
            List<Chunk> after = ChunkMap.overlay(before, ranges, new KeyOrder(table.keyTypes()));
            write(transaction, table, before, after);
        });
    }

    @Override
    public boolean mark(Collection<Long> ids, long sequence) {
        Set<Long> each = Set.copyOf(ids);
        if (each.isEmpty()) {
            return true;
        }
        Condition wanted = sql.isAnyNumber("id", "ids", each);
        // Rows are locked in the same order as by those who change the map.
        List<Long> marked = jdbi.inTransaction(transaction -> {
            List<Long> locked = transaction
                    .createQuery("SELECT id FROM reconciler.coverage_chunk WHERE " + wanted.sql()
                            + " ORDER BY id FOR UPDATE")
                    .bindMap(wanted.bindings())
                    .mapTo(Long.class)
                    .list();
            transaction
                    .createUpdate("""
                        UPDATE reconciler.coverage_chunk SET dirty_sequence = CASE
                            WHEN dirty_sequence = -1 AND verified_sequence >= :sequence THEN -1
                            ELSE greatest(dirty_sequence, :sequence) END
                        WHERE\s""" + wanted.sql())
                    .bind("sequence", sequence)
                    .bindMap(wanted.bindings())
                    .execute();
            return locked;
        });
        return marked.size() == each.size();
    }

    @Override
    public List<Chunk> begin(MappedTable table, long sequence) {
        return jdbi.inTransaction(transaction -> {
            lock(transaction, table);
            List<Chunk> map = read(transaction, table, "");
            if (!map.isEmpty()) {
                return map;
            }
            write(transaction, table, List.of(), List.of(Chunk.never(KeyRange.ALL, sequence)));
            return read(transaction, table, "");
        });
    }

    @Override
    public void forget(MappedTable table) {
        jdbi.useTransaction(transaction -> {
            lock(transaction, table);
            write(transaction, table, read(transaction, table, " ORDER BY id FOR UPDATE"), List.of());
        });
    }

    @Override
    public Map<String, ChunkSummary> summaries(Collection<MappedTable> tables) {
        Map<String, String> bases = tables.stream().collect(Collectors.toMap(MappedTable::id, this::basis));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT table_id, basis, count(*) AS total,
                            count(CASE WHEN dirty_sequence > verified_sequence OR dirty_sequence = -1 THEN 1 END) AS dirty,
                            count(CASE WHEN findings <> %s THEN 1 END) AS diverged,
                            count(CASE WHEN verified_sequence IS NULL THEN 1 END) AS never,
                            min(verified_at) AS oldest
                        FROM reconciler.coverage_chunk WHERE pipeline = :pipeline GROUP BY table_id, basis
                        """.formatted(sql.json("'{}'")))
                .bind("pipeline", pipeline)
                .reduceRows(new TreeMap<String, ChunkSummary>(), (map, row) -> {
                    String table = row.getColumn("table_id", String.class);
                    if (row.getColumn("basis", String.class).equals(bases.get(table))) {
                        map.put(table, ChunkRows.summary(row));
                    }
                    return map;
                }));
    }

    /** Locks the table's map until the transaction ends. */
    private void lock(Handle transaction, MappedTable table) {
        transaction
                .createUpdate(sql.lock())
                .bind("pipeline", pipeline)
                .bind("name", "coverage " + table.id())
                .execute();
    }

    private List<Chunk> read(Handle handle, MappedTable table, String rest) {
        List<Chunk> chunks = new ArrayList<>(handle.createQuery("""
                        SELECT * FROM reconciler.coverage_chunk
                        WHERE pipeline = :pipeline AND table_id = :table AND basis = :basis
                        """ + rest)
                .bind("pipeline", pipeline)
                .bind("table", table.id())
                .bind("basis", basis(table))
                .map((row, context) -> ChunkRows.chunk(row))
                .list());
        chunks.sort(ChunkRows.inKeyOrder(new KeyOrder(table.keyTypes())));
        return chunks;
    }

    /** Writes what differs: a chunk that keeps its range keeps its row. */
    private void write(Handle transaction, MappedTable table, List<Chunk> before, List<Chunk> after) {
        Map<Long, Chunk> kept = before.stream().collect(Collectors.toMap(Chunk::id, Function.identity()));
        Set<Long> gone = new HashSet<>(kept.keySet());
        after.forEach(chunk -> gone.remove(chunk.id()));
        Condition isGone = sql.isAnyNumber("id", "gone", gone);
        transaction
                .createUpdate("""
                        DELETE FROM reconciler.coverage_chunk WHERE pipeline = :pipeline AND table_id = :table
                            AND (basis <> :basis OR %s)
                        """.formatted(isGone.sql()))
                .bind("pipeline", pipeline)
                .bind("table", table.id())
                .bind("basis", basis(table))
                .bindMap(isGone.bindings())
                .execute();
        execute(
                transaction,
                """
                INSERT INTO reconciler.coverage_chunk (pipeline, table_id, basis, range_from, range_to, "rows", findings,
                    verified_sequence, verified_position, verified_at, verified_job, dirty_sequence)
                VALUES (:pipeline, :table, :basis, :from, :to, :rows, %s, :sequence, :position, :at, :job, :dirty)
                """.formatted(sql.json(":findings")),
                table,
                after.stream().filter(chunk -> chunk.id() == 0).toList());
        execute(
                transaction,
                """
                UPDATE reconciler.coverage_chunk
                SET "rows" = :rows, findings = %s, verified_sequence = :sequence,
                    verified_position = :position, verified_at = :at, verified_job = :job, dirty_sequence = :dirty
                WHERE id = :id
                """.formatted(sql.json(":findings")),
                table,
                after.stream()
                        .filter(chunk -> chunk.id() != 0 && !chunk.equals(kept.get(chunk.id())))
                        .toList());
    }

    private void execute(Handle transaction, String statement, MappedTable table, List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = transaction.prepareBatch(statement)) {
            batch.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
            for (Chunk chunk : chunks) {
                ChunkRows.bind(batch, chunk);
                batch.bind("pipeline", pipeline)
                        .bind("table", table.id())
                        .bind("basis", basis(table))
                        .add();
            }
            batch.execute();
        }
    }

    private String basis(MappedTable table) {
        return MappingBasis.of(table, scope);
    }
}
