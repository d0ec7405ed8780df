package dev.reconciler.correction.internal;

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
    private final InstantSource clock;

    public JdbiSuppressions(Jdbi jdbi, InstantSource clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    @Override
    public void suppress(
            String pipeline, String table, RowKey key, String sourceHash, String correction, String actor) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO reconciler.correction_suppression
                            (pipeline, table_id, key_digest, key, source_hash, correction, actor, since)
                        VALUES (:pipeline, :table, md5(:key), :key, :hash, :correction, :actor, :now)
                        ON CONFLICT (pipeline, table_id, key_digest) DO UPDATE
                        SET source_hash = :hash, correction = :correction, actor = :actor, since = :now
                        """)
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
        Object[] keys = sourceHashes.keySet().stream().map(RowKey::encoded).toArray();
        return jdbi.inTransaction(transaction -> {
            Set<RowKey> standing = new HashSet<>();
            List<String> over = new ArrayList<>();
            transaction
                    .createQuery("""
                            SELECT key, source_hash FROM reconciler.correction_suppression
                            WHERE pipeline = :pipeline AND table_id = :table
                              AND key_digest IN (SELECT md5(asked) FROM unnest(:keys) AS asked)
                            ORDER BY key_digest FOR UPDATE
                            """)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bindArray("keys", String.class, keys)
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

    private static void forget(Handle transaction, String pipeline, String table, List<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        transaction
                .createUpdate("""
                        DELETE FROM reconciler.correction_suppression
                        WHERE pipeline = :pipeline AND table_id = :table
                          AND key_digest IN (SELECT md5(ended) FROM unnest(:keys) AS ended)
                        """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bindArray("keys", String.class, keys.toArray())
                .execute();
    }

    @Override
    public void lift(String pipeline, String table, RowKey key) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        DELETE FROM reconciler.correction_suppression
                        WHERE pipeline = :pipeline AND table_id = :table AND key_digest = md5(:key)
                        """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("key", key.encoded())
                .execute());
    }
}
