package dev.reconciler.verify.changes.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.verify.changes.ChangeRecord;
import dev.reconciler.verify.changes.ChangedRows;
import dev.reconciler.verify.changes.CommitSpan;
import dev.reconciler.verify.coverage.MappingBasis;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The record of changed keys in the control database. */
public final class JdbiChangeRecord implements ChangeRecord {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final String pipeline;
    private final TenantScope scope;

    /** @param scope the tenants that the pipeline carries */
    public JdbiChangeRecord(Jdbi jdbi, ControlDialect sql, String pipeline, TenantScope scope) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.pipeline = pipeline;
        this.scope = scope;
    }

    @Override
    public void begin(Collection<MappedTable> tables, Instant now) {
        jdbi.useTransaction(transaction -> {
            Map<String, String> known = bases(transaction);
            for (MappedTable table : tables) {
                if (!MappingBasis.of(table, scope).equals(known.get(table.id()))) {
                    transaction
                            .createUpdate("""
                                DELETE FROM reconciler.change_part WHERE pipeline = :pipeline AND table_id = :table
                                """)
                            .bind("pipeline", pipeline)
                            .bind("table", table.id())
                            .execute();
                    restart(transaction, table, now);
                }
            }
        });
    }

    private Map<String, String> bases(Handle handle) {
        return handle.createQuery("SELECT table_id, basis FROM reconciler.change_record WHERE pipeline = :pipeline")
                .bind("pipeline", pipeline)
                .reduceRows(new HashMap<String, String>(), (map, row) -> {
                    map.put(row.getColumn("table_id", String.class), row.getColumn("basis", String.class));
                    return map;
                });
    }

    @Override
    public void restart(MappedTable table, Instant now) {
        jdbi.useHandle(handle -> restart(handle, table, now));
    }

    private void restart(Handle handle, MappedTable table, Instant now) {
        handle.createUpdate("""
                INSERT INTO reconciler.change_record (pipeline, table_id, basis, complete_since)
                VALUES (:pipeline, :table, :basis, :now)
                """ + sql.replaceExisting("pipeline, table_id", "basis", "complete_since"))
                .bind("pipeline", pipeline)
                .bind("table", table.id())
                .bind("basis", MappingBasis.of(table, scope))
                .bind("now", now.truncatedTo(ChronoUnit.MICROS))
                .execute();
    }

    @Override
    public void stop(MappedTable table) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "DELETE FROM reconciler.change_record WHERE pipeline = :pipeline AND table_id = :table")
                .bind("pipeline", pipeline)
                .bind("table", table.id())
                .execute());
    }

    @Override
    public Map<String, Instant> completeSince(Collection<MappedTable> tables) {
        Map<String, String> bases =
                tables.stream().collect(Collectors.toMap(MappedTable::id, table -> MappingBasis.of(table, scope)));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT table_id, basis, complete_since FROM reconciler.change_record WHERE pipeline = :pipeline
                        """)
                .bind("pipeline", pipeline)
                .reduceRows(new TreeMap<String, Instant>(), (map, row) -> {
                    String table = row.getColumn("table_id", String.class);
                    if (row.getColumn("basis", String.class).equals(bases.get(table))) {
                        map.put(table, row.getColumn("complete_since", Instant.class));
                    }
                    return map;
                }));
    }

    @Override
    public Optional<Instant> unrecordedSince() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(
                            (SELECT max(from_at) FROM reconciler.change_part WHERE pipeline = :pipeline),
                            (SELECT min(complete_since) FROM reconciler.change_record WHERE pipeline = :pipeline)) AS at
                        """)
                .bind("pipeline", pipeline)
                .mapTo(Instant.class)
                .findOne());
    }

    @Override
    public void add(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
        jdbi.useTransaction(transaction -> insert(transaction, batch, span, rows));
    }

    private void insert(Handle transaction, String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
        try (PreparedBatch parts = transaction.prepareBatch("""
            INSERT INTO reconciler.change_part (pipeline, table_id, batch, from_at, until_at, entries, content)
            VALUES (:pipeline, :table, :batch, :from, :until, :entries, :content)
            """)) {
            rows.forEach((table, changed) -> parts.bind("pipeline", pipeline)
                    .bind("table", table.id())
                    .bind("batch", batch)
                    .bind("from", span.from())
                    .bind("until", span.until())
                    .bind("entries", changed.keys().size() + changed.ranges().size())
                    .bind("content", PackedRows.pack(changed))
                    .add());
            parts.execute();
        }
    }

    @Override
    public void replace(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows) {
        jdbi.useTransaction(transaction -> {
            transaction
                    .createUpdate("""
                        DELETE FROM reconciler.change_part
                        WHERE pipeline = :pipeline AND until_at = :until AND batch = :batch
                        """)
                    .bind("pipeline", pipeline)
                    .bind("until", span.until())
                    .bind("batch", batch)
                    .execute();
            insert(transaction, batch, span, rows);
        });
    }

    @Override
    public void read(MappedTable table, Instant since, Instant until, BiConsumer<CommitSpan, ChangedRows> each) {
        jdbi.useTransaction(transaction -> {
            try (var parts = transaction
                    .createQuery("""
                        SELECT from_at, until_at, content FROM reconciler.change_part
                        WHERE pipeline = :pipeline AND table_id = :table AND until_at > :since AND from_at < :until
                        """)
                    .bind("pipeline", pipeline)
                    .bind("table", table.id())
                    .bind("since", since)
                    .bind("until", until)
                    .setFetchSize(sql.streamFetchSize())
                    .map((row, context) -> Map.entry(
                            new CommitSpan(
                                    row.getTimestamp("from_at").toInstant(),
                                    row.getTimestamp("until_at").toInstant()),
                            PackedRows.unpack(row.getBytes("content"))))
                    .stream()) {
                parts.forEach(part -> each.accept(part.getKey(), part.getValue()));
            }
        });
    }

    @Override
    public void prune(Instant oldest, long most) {
        jdbi.useTransaction(transaction -> {
            Instant bound = transaction
                    .createQuery("""
                        SELECT max(until_at) AS at FROM (
                            SELECT until_at, sum(entries) OVER (ORDER BY until_at DESC, id DESC) AS total
                            FROM reconciler.change_part WHERE pipeline = :pipeline) AS parts
                        WHERE total > :most
                        """)
                    .bind("pipeline", pipeline)
                    .bind("most", most)
                    .mapTo(Instant.class)
                    .findOne()
                    .filter(at -> at.isAfter(oldest))
                    .orElse(oldest.truncatedTo(ChronoUnit.MICROS));
            transaction
                    .createUpdate("""
                        DELETE FROM reconciler.change_part WHERE pipeline = :pipeline AND until_at <= :bound
                        """)
                    .bind("pipeline", pipeline)
                    .bind("bound", bound)
                    .execute();
            transaction
                    .createUpdate("""
                        UPDATE reconciler.change_record SET complete_since = :bound
                        WHERE pipeline = :pipeline AND complete_since < :bound
                        """)
                    .bind("pipeline", pipeline)
                    .bind("bound", bound)
                    .execute();
        });
    }
}
