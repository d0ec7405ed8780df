package dev.reconciler.run.internal;

import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunSample;
import dev.reconciler.verify.sample.BoundToProve;
import dev.reconciler.verify.sample.PartEstimate.Part;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleEstimate.Recommendation;
import dev.reconciler.verify.sample.SampleGoal;
import dev.reconciler.verify.sample.SampleSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The samples of runs as rows. */
final class SampleRows {
    /** Of a table first the whole, then recent changes. Tenants are ordered here: databases compare texts by their own collations. */
    private static final Comparator<RunSample> ORDER = Comparator.comparing(RunSample::table)
            .thenComparing(RunSample::part)
            .thenComparing(RunSample::tenant, Comparator.nullsFirst(Comparator.comparing(TenantId::value)));

    private SampleRows() {}

    static void replace(Handle transaction, String run, List<RunSample> samples) {
        transaction
                .createUpdate("DELETE FROM reconciler.run_sample WHERE run = :run")
                .bind("run", run)
                .execute();
        if (samples.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = transaction.prepareBatch("""
            INSERT INTO reconciler.run_sample
                (run, table_id, part, tenant, population, drawn, differing, rate, rate_least, rate_most,
                 errors, errors_least, errors_most, recommendation, larger_sample,
                 confidence, margin, fewer_than, seed)
            VALUES (:run, :table, :part, :tenant, :population, :drawn, :differing, :rate, :rateLeast, :rateMost,
                    :errors, :errorsLeast, :errorsMost, :recommendation, :largerSample,
                    :confidence, :margin, :fewerThan, :seed)
            """)) {
            samples.forEach(sample -> bind(batch, run, sample));
            batch.execute();
        }
    }

    private static void bind(PreparedBatch batch, String run, RunSample sample) {
        SampleEstimate estimate = sample.estimate();
        TenantId tenant = sample.tenant();
        Double margin = sample.goal() instanceof SampleSize size ? size.margin() : null;
        Long fewerThan = sample.goal() instanceof BoundToProve bound ? bound.fewerThan() : null;
        batch.bind("run", run)
                .bind("table", sample.table())
                .bind("part", sample.part().name())
                .bind("tenant", tenant == null ? "" : tenant.value())
                .bind("population", estimate.population())
                .bind("drawn", estimate.drawn())
                .bind("differing", estimate.differing())
                .bind("rate", estimate.rate())
                .bind("rateLeast", estimate.interval().from())
                .bind("rateMost", estimate.interval().to())
                .bind("errors", estimate.errors().estimated())
                .bind("errorsLeast", estimate.errors().least())
                .bind("errorsMost", estimate.errors().most())
                .bind("recommendation", estimate.recommendation().name())
                .bind("largerSample", estimate.largerSample())
                .bind("confidence", sample.goal().confidence())
                .bind("margin", margin)
                .bind("fewerThan", fewerThan)
                .bind("seed", sample.seed())
                .add();
    }

    static List<RunSample> of(Handle handle, String run) {
        return handle
                .createQuery("SELECT * FROM reconciler.run_sample WHERE run = :run")
                .bind("run", run)
                .map((row, context) -> sample(row))
                .list()
                .stream()
                .sorted(ORDER)
                .toList();
    }

    private static RunSample sample(ResultSet row) throws SQLException {
        Part part = Part.valueOf(row.getString("part"));
        return new RunSample(
                row.getString("table_id"),
                part,
                part == Part.TENANT ? new TenantId(row.getString("tenant")) : null,
                new SampleEstimate(
                        row.getLong("population"),
                        row.getLong("drawn"),
                        row.getLong("differing"),
                        row.getDouble("rate"),
                        new SampleEstimate.Errors(
                                row.getLong("errors"), row.getLong("errors_least"), row.getLong("errors_most")),
                        new SampleSize.Interval(row.getDouble("rate_least"), row.getDouble("rate_most")),
                        Recommendation.valueOf(row.getString("recommendation")),
                        row.getLong("larger_sample")),
                goal(row),
                row.getLong("seed"));
    }

    private static SampleGoal goal(ResultSet row) throws SQLException {
        double confidence = row.getDouble("confidence");
        double margin = row.getDouble("margin");
        return row.wasNull()
                ? new BoundToProve(confidence, row.getLong("fewer_than"))
                : new SampleSize(confidence, margin);
    }
}
