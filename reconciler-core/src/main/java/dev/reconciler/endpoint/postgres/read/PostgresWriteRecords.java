package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.postgres.position.PostgresSnapshotContent;
import dev.reconciler.endpoint.read.WriteHistory;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads in a target snapshot's session what the pipeline's writers left about their writing. */
final class PostgresWriteRecords implements WriteHistory {
    private final Session session;
    private final String pipeline;
    private final long horizon;
    private final PostgresSnapshotContent content;

    private PostgresWriteRecords(Session session, String pipeline, long horizon, PostgresSnapshotContent content) {
        this.session = session;
        this.pipeline = pipeline;
        this.horizon = horizon;
        this.content = content;
    }

    /** Empty if no writer has begun to record. */
    static Optional<WriteHistory> read(Session session, String pipeline) {
        String sql = """
                SELECT xid::text, pg_current_snapshot()::text FROM reconciler.applied_horizon WHERE pipeline = ?::text""";
        String[] found = session.one("since when own transactions are recorded", sql, pipeline);
        return found.length == 0
                ? Optional.empty()
                : Optional.of(new PostgresWriteRecords(
                        session, pipeline, Long.parseLong(found[0]), PostgresSnapshotContent.parse(found[1])));
    }

    @Override
    public String since() {
        return Long.toString(horizon);
    }

    @Override
    public Map<TransactionId, Writer> writers(MappedTable table, Collection<TransactionId> transactions) {
        Set<Long> own = own(transactions);
        Map<TransactionId, Writer> writers = new HashMap<>();
        Set<TransactionId> others = new HashSet<>();
        for (TransactionId transaction : transactions) {
            long xid = xid(transaction);
            if (own.contains(xid)) {
                writers.put(transaction, Writer.DAEMON);
            } else if (xid < horizon) {
                writers.put(transaction, Writer.UNKNOWN);
            } else {
                others.add(transaction);
            }
        }
        Set<Long> definitions = others.isEmpty() ? Set.of() : definitions(table);
        others.forEach(transaction ->
                writers.put(transaction, definitions.contains(xid(transaction)) ? Writer.DEFINITION : Writer.OTHER));
        return writers;
    }

    private static long xid(TransactionId transaction) {
        return Long.parseLong(transaction.text());
    }

    private Set<Long> own(Collection<TransactionId> transactions) {
        String sql = """
                SELECT xid FROM reconciler.applied_transaction
                WHERE pipeline = ?::text AND xid = ANY (?::text[]::bigint[])""";
        List<String> asked =
                transactions.stream().map(TransactionId::text).distinct().toList();
        Set<Long> own = new HashSet<>();
        session.each("own transactions", sql, row -> own.add(row.getLong(1)), pipeline, asked);
        return own;
    }

    /** Transactions that gave columns of the table their present definition; one that rewrote the table wrote each row. */
    private Set<Long> definitions(MappedTable table) {
        String sql = """
                SELECT DISTINCT a.xmin::text::bigint FROM pg_catalog.pg_attribute AS a
                WHERE a.attnum > 0 AND a.attrelid IN (
                    SELECT to_regclass(?::text)::oid
                    UNION ALL SELECT p.relid::oid FROM pg_partition_tree(to_regclass(?::text)) AS p)""";
        String name = Identifiers.quote(table.target());
        Set<Long> definitions = new HashSet<>();
        session.each(
                "the definition of " + table.id(),
                sql,
                row -> definitions.add(content.widen(row.getLong(1))),
                name,
                name);
        return definitions;
    }

    @Override
    public Map<RowKey, Corrected> corrections(String table, Collection<RowKey> keys) {
        String sql = """
                SELECT DISTINCT ON (key) key, id, kind, after::text FROM reconciler.journal
                WHERE pipeline = ?::text AND table_id = ?::text AND key = ANY (?::text[])
                ORDER BY key, at DESC, id""";
        Map<RowKey, Corrected> corrections = new HashMap<>();
        session.each(
                "corrections of " + table,
                sql,
                row -> corrections.put(
                        RowKey.decode(row.getString(1)),
                        new Corrected(row.getString(2), row.getString(3), Json.toRow(row.getString(4)))),
                pipeline,
                table,
                encoded(keys));
        return corrections;
    }

    @Override
    public Set<RowKey> dirty(String table, Collection<RowKey> keys) {
        String sql = """
                SELECT key FROM reconciler.dirty_key
                WHERE pipeline = ?::text AND table_id = ?::text AND key = ANY (?::text[])""";
        Set<RowKey> dirty = new HashSet<>();
        session.each(
                "keys to verify of " + table,
                sql,
                row -> dirty.add(RowKey.decode(row.getString(1))),
                pipeline,
                table,
                encoded(keys));
        return dirty;
    }

    private static List<String> encoded(Collection<RowKey> keys) {
        return keys.stream().map(RowKey::encoded).toList();
    }
}
