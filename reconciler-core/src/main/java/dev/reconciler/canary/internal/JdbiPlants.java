package dev.reconciler.canary.internal;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.AuditTrail;
import dev.reconciler.canary.Plant;
import dev.reconciler.canary.Plants;
import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Json;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Plants in the control database. */
public final class JdbiPlants implements Plants {
    /** Longer than any window stays open. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final AuditTrail<Handle> audit;
    private final InstantSource clock;

    public JdbiPlants(Jdbi jdbi, ControlDialect sql, AuditTrail<Handle> audit, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void plan(Collection<Plant> plants) {
        jdbi.useTransaction(transaction -> {
            try (PreparedBatch batch =
                    transaction.prepareBatch("""
                    INSERT INTO reconciler.canary_plant
                        (id, pipeline, run, table_id, tenant, "key", "before", after, fence, planned)
                    VALUES (:id, :pipeline, :run, :table, :tenant, :key, %s, %s, :fence, :now)
                    """.formatted(sql.json(":before"), sql.json(":after")))) {
                for (Plant plant : plants) {
                    ChangedRow row = plant.row();
                    batch.bind("id", plant.id())
                            .bind("pipeline", plant.pipeline())
                            .bind("run", plant.run())
                            .bind("table", row.table())
                            .bind("tenant", row.tenant().value())
                            .bind("key", row.key().encoded())
                            .bind("before", Json.ofRow(row.before()))
                            .bind("after", Json.ofRow(row.after()))
                            .bind("fence", plant.fence())
                            .bind("now", clock.instant())
                            .add();
                }
                batch.execute();
            }
            for (Plant plant : plants) {
                transaction
                        .createUpdate("""
                                DELETE FROM reconciler.canary_plant
                                WHERE pipeline = :pipeline AND gone IS NOT NULL AND planned < :oldest
                                """)
                        .bind("pipeline", plant.pipeline())
                        .bind("oldest", clock.instant().minus(KEPT))
                        .execute();
            }
        });
    }

    @Override
    public List<Plant> standing(String pipeline) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT * FROM reconciler.canary_plant WHERE pipeline = :pipeline AND gone IS NULL
                        ORDER BY planned, id
                        """)
                .bind("pipeline", pipeline)
                .map((row, context) -> plant(row))
                .list());
    }

    @Override
    public List<Plant> at(String pipeline, long sequence) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT * FROM reconciler.canary_plant
                        WHERE pipeline = :pipeline AND fence <= :sequence AND (gone IS NULL OR gone >= :sequence)
                        ORDER BY planned DESC, id
                        """)
                .bind("pipeline", pipeline)
                .bind("sequence", sequence)
                .map((row, context) -> plant(row))
                .list());
    }

    @Override
    public void gone(Collection<String> ids, long sequence) {
        Condition wanted = sql.isAnyText("id", "ids", ids);
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE reconciler.canary_plant SET gone = :sequence WHERE gone IS NULL AND %s
                        """.formatted(wanted.sql()))
                .bind("sequence", sequence)
                .bindMap(wanted.bindings())
                .execute());
    }

    @Override
    public void failed(String pipeline, String run, String job, String reason, String what) {
        Map<String, String> detail = Map.of("job", job, "reason", reason, "what", what);
        AuditRecord record = new AuditRecord(pipeline, "canary", "canary.FAILED", run, detail);
        jdbi.useTransaction(transaction -> audit.append(transaction, pipeline, List.of(record)));
    }

    private static Plant plant(ResultSet row) throws SQLException {
        return new Plant(
                row.getString("id"),
                row.getString("pipeline"),
                row.getString("run"),
                new ChangedRow(
                        row.getString("table_id"),
                        new TenantId(row.getString("tenant")),
                        RowKey.decode(row.getString("key")),
                        Json.toRow(row.getString("before")),
                        Json.toRow(row.getString("after"))),
                row.getLong("fence"));
    }
}
