package dev.reconciler.correction.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.correction.Suppressions;
import dev.reconciler.row.RowKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Suppressions in the control database. */
public final class JdbiSuppressions implements Suppressions {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;

    public JdbiSuppressions(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public void suppress(
            String pipeline, String table, RowKey key, String sourceHash, String correction, String actor) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO reconciler.correction_suppression
                            (pipeline, table_id, key_digest, "key", source_hash, correction, actor, since)
                        VALUES (:pipeline, :table, %s, :key, :hash, :correction, :actor, :now)
                        """.formatted(sql.digest(":key"))
                        + sql.replaceExisting(
                                "pipeline, table_id, key_digest", "source_hash", "correction", "actor", "since"))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("key", key.encoded())
                .bind("hash", sourceHash)
                .bind("correction", correction)
                .bind("actor", actor)
                .bind("now", clock.instant())
                .execute());
    }

    @Override
    public Set<RowKey> suppressed(String pipeline, String table, Map<RowKey, String> sourceHashes) {
        Condition asked =
                isAnyOf(sourceHashes.keySet().stream().map(RowKey::encoded).toList());
        return jdbi.inTransaction(transaction -> {
            Set<RowKey> standing = new HashSet<>();
            List<String> over = new ArrayList<>();
            transaction
                    .createQuery("""
                            SELECT "key", source_hash FROM reconciler.correction_suppression
                            WHERE pipeline = :pipeline AND table_id = :table
                              AND %s
                            ORDER BY key_digest FOR UPDATE
                            """.formatted(asked.sql()))
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bindMap(asked.bindings())
                    .map((row, context) -> Map.entry(row.getString("key"), row.getString("source_hash")))
                    .forEach(held -> {
                        RowKey key = RowKey.decode(held.getKey());
                        if (held.getValue().equals(sourceHashes.get(key))) {
                            standing.add(key);
                        } else {
                            over.add(held.getKey());
                        }
                    });
            forget(transaction, pipeline, table, over);
            return standing;
        });
    }

    private void forget(Handle transaction, String pipeline, String table, List<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Condition over = isAnyOf(keys);
        transaction
                .createUpdate("""
                        DELETE FROM reconciler.correction_suppression
                        WHERE pipeline = :pipeline AND table_id = :table
                          AND %s
                        """.formatted(over.sql()))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bindMap(over.bindings())
                .execute();
    }

    private Condition isAnyOf(List<String> keys) {
        return sql.isDigestOfAny("key_digest", "keys", keys);
    }

    @Override
    public void lift(String pipeline, String table, RowKey key) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        DELETE FROM reconciler.correction_suppression
                        WHERE pipeline = :pipeline AND table_id = :table AND key_digest = %s
                        """.formatted(sql.digest(":key")))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("key", key.encoded())
                .execute());
    }
}
