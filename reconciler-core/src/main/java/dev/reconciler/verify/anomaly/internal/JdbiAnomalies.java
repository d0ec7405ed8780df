package dev.reconciler.verify.anomaly.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.control.Conditions;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.Deviation;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Anomalies in the control database. */
public final class JdbiAnomalies implements Anomalies {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final List<String> TABLES = List.of("anomaly", "anomaly_model");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<Deviation>> DEVIATIONS = new TypeReference<>() {};

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;

    public JdbiAnomalies(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public void record(String pipeline, String run, String table, List<ModelReport> models, List<Anomaly> kept) {
        Instant now = clock.instant();
        jdbi.useTransaction(transaction -> {
            for (String of : TABLES) {
                transaction
                        .createUpdate("DELETE FROM reconciler." + of
                                + " WHERE pipeline = :pipeline AND (run = :run AND table_id = :table OR at < :oldest)")
                        .bind("pipeline", pipeline)
                        .bind("run", run)
                        .bind("table", table)
                        .bind("oldest", now.minus(KEPT))
                        .execute();
            }
            insertModels(transaction, pipeline, run, models, now);
            insert(transaction, pipeline, run, kept, now);
        });
    }

    private static void insertModels(
            Handle transaction, String pipeline, String run, List<ModelReport> models, Instant now) {
        try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO reconciler.anomaly_model (pipeline, run, table_id, tenant, source_rows, target_rows,
                    threshold, found, kept, note, at)
                VALUES (:pipeline, :run, :table, :tenant, :sourceRows, :targetRows, :threshold, :found, :kept, :note, :at)
                """)) {
            for (ModelReport model : models) {
                batch.bind("pipeline", pipeline)
                        .bind("run", run)
                        .bind("table", model.table())
                        .bind("tenant", model.tenant().value())
                        .bind("sourceRows", model.sourceRows())
                        .bind("targetRows", model.targetRows())
                        .bind("threshold", model.threshold())
                        .bind("found", model.found())
                        .bind("kept", model.kept())
                        .bind("note", model.note())
                        .bind("at", now)
                        .add();
            }
            batch.execute();
        }
    }

    private void insert(Handle transaction, String pipeline, String run, List<Anomaly> kept, Instant now) {
        try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO reconciler.anomaly (pipeline, run, table_id, tenant, kind, "key", score, threshold,
                    deviations, at)
                VALUES (:pipeline, :run, :table, :tenant, :kind, :key, :score, :threshold, %s, :at)
                """.formatted(sql.json(":deviations")))) {
            for (Anomaly anomaly : kept) {
                RowKey key = anomaly.key();
                batch.bind("pipeline", pipeline)
                        .bind("run", run)
                        .bind("table", anomaly.table())
                        .bind("tenant", anomaly.tenant().value())
                        .bind("kind", anomaly.kind().name())
                        .bind("key", key == null ? null : key.encoded())
                        .bind("score", anomaly.score().value())
                        .bind("threshold", anomaly.score().threshold())
                        .bind("deviations", json(anomaly.deviations()))
                        .bind("at", now)
                        .add();
            }
            batch.execute();
        }
    }

    @Override
    public Page<RecordedAnomaly> list(AnomalyQuery query) {
        return jdbi.withHandle(handle -> {
            long total = filtered(handle, "SELECT count(*) FROM reconciler.anomaly", "", query)
                    .mapTo(Long.class)
                    .one();
            List<RecordedAnomaly> items = part(handle, query)
                    .bind("size", query.page().size())
                    .map((row, context) -> recorded(row))
                    .list();
            return Page.of(query.page(), items, total, item -> new Cursor(item.number(), ""));
        });
    }

    private static Query part(Handle handle, AnomalyQuery query) {
        String select = "SELECT * FROM reconciler.anomaly";
        Cursor after = query.page().after();
        if (after == null) {
            return filtered(handle, select, "ORDER BY number DESC LIMIT :size OFFSET :offset", query)
                    .bind("offset", query.page().offset());
        }
        return filtered(handle, select, "AND number > :after ORDER BY number LIMIT :size", query)
                .bind("after", after.order());
    }

    private static Query filtered(Handle handle, String select, String rest, AnomalyQuery query) {
        TenantId tenant = query.tenant();
        Anomaly.Kind kind = query.kind();
        Conditions where = new Conditions()
                .and("pipeline = :pipeline", "pipeline", query.pipeline())
                .and("run = :run", "run", query.run())
                .and("table_id = :table", "table", query.table())
                .and("tenant = :tenant", "tenant", tenant == null ? null : tenant.value())
                .and("kind = :kind", "kind", kind == null ? null : kind.name());
        return handle.createQuery(select + where.sql() + rest).bindMap(where.bindings());
    }

    @Override
    public List<ModelReport> models(String pipeline, String run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT * FROM reconciler.anomaly_model WHERE pipeline = :pipeline AND run = :run ORDER BY table_id, tenant
            """)
                .bind("pipeline", pipeline)
                .bind("run", run)
                .map((row, context) -> new ModelReport(
                        row.getString("table_id"),
                        new TenantId(row.getString("tenant")),
                        row.getLong("source_rows"),
                        row.getLong("target_rows"),
                        row.getDouble("threshold"),
                        row.getLong("found"),
                        row.getLong("kept"),
                        row.getString("note")))
                .list());
    }

    private static RecordedAnomaly recorded(ResultSet row) throws SQLException {
        String key = row.getString("key");
        return new RecordedAnomaly(
                row.getLong("number"),
                row.getString("run"),
                new Anomaly(
                        row.getString("table_id"),
                        new TenantId(row.getString("tenant")),
                        Anomaly.Kind.valueOf(row.getString("kind")),
                        key == null ? null : RowKey.decode(key),
                        new Anomaly.Score(row.getDouble("score"), row.getDouble("threshold")),
                        deviations(row.getString("deviations"))),
                row.getTimestamp("at").toInstant());
    }

    private static String json(List<Deviation> deviations) {
        try {
            return MAPPER.writeValueAsString(deviations);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("can't be written as JSON", e);
        }
    }

    private static List<Deviation> deviations(String json) {
        try {
            return MAPPER.readValue(json, DEVIATIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON array of deviations", e);
        }
    }
}
