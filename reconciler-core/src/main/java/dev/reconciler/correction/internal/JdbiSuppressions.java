package dev.reconciler.correction.internal;

import dev.reconciler.correction.Suppressions;
import dev.reconciler.row.RowKey;
import java.time.InstantSource;
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
    public boolean suppressed(String pipeline, String table, RowKey key, String sourceHash) {
        return jdbi.inTransaction(transaction -> {
            transaction
                    .createUpdate("""
                            DELETE FROM reconciler.correction_suppression
                            WHERE pipeline = :pipeline AND table_id = :table AND key_digest = md5(:key)
                              AND source_hash <> :hash
                            """)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("key", key.encoded())
                    .bind("hash", sourceHash)
                    .execute();
            return transaction
                    .createQuery("""
                            SELECT count(*) > 0 FROM reconciler.correction_suppression
                            WHERE pipeline = :pipeline AND table_id = :table AND key_digest = md5(:key)
                            """)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("key", key.encoded())
                    .mapTo(Boolean.class)
                    .one();
        });
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
