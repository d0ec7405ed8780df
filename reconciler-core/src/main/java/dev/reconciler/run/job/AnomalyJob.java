package dev.reconciler.run.job;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.anomaly.Anomalies;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.PairedSample;
import dev.reconciler.verify.anomaly.Series;
import dev.reconciler.verify.anomaly.SeriesModel;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.anomaly.TenantJudgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks for unusual rows among sampled ones, for columns that are distributed otherwise in the target, and for sudden changes of the figures
 * that runs recorded. It proves nothing: it has no verdict, and
 * records no discrepancy. Rows are read in a window, table by table; the window is closed before they are judged.
 */
public final class AnomalyJob implements Job {
    /** Rows of a tenant below which there is no model. */
    public static final int LEAST_ROWS = 500;

    private static final int TENANTS = 20;
    /** The points of series that are judged are at most so old. */
    private static final Duration JUDGED = Duration.ofDays(1);

    /** Anomalies of a table that a run keeps, in equal parts of each tenant, so that one tenant's do not displace those of another. */
    private static final int KEPT = 100;

    private final Anomalies anomalies;
    private final SeriesRecord series;
    private final int rows;
    private final LongSupplier seeds;

    /** @param rows of a tenant's model at most */
    public AnomalyJob(Anomalies anomalies, SeriesRecord series, int rows, LongSupplier seeds) {
        this.anomalies = anomalies;
        this.series = series;
        this.rows = rows;
        this.seeds = seeds;
    }

    @Override
    public void execute(RunContext context, Tally tally) {
        PairedSample.Size size = new PairedSample.Size(rows, LEAST_ROWS, TENANTS, seeds.getAsLong());
        judgePipeline(context, size.seed());
        int total = context.tables().size();
        for (int i = 0; i < total; i++) {
            MappedTable table = context.tables().get(i);
            context.progress("tables", i, total);
            if (!context.alive().getAsBoolean()) {
                throw new RunTakenException(context.run().id());
            }
            read(context, tally, table, size).ifPresent(drawn -> judge(context, table, drawn, size.seed()));
        }
        context.progress("tables", total, total);
    }

    /** Empty if the table can't be read, or is not live. */
    private Optional<PairedSample.Drawn> read(
            RunContext context, Tally tally, MappedTable table, PairedSample.Size size) {
        List<PairedSample.Drawn> read = new ArrayList<>();
        context.pass()
                .<MappedTable, PairedSample.Drawn>run(
                        "run " + context.run().id(),
                        List.of(table),
                        List.of(table),
                        (lane, snapshots, each) -> new PairedSample(each, context.scope(), lane.doubt(), snapshots)
                                .draw(context.keys(), size),
                        (lane, results) -> {
                            String reason =
                                    lane.target().notLive(List.of(table)).get(table.id());
                            if (reason == null) {
                                results.forEach(result -> read.add(result.outcome()));
                            } else {
                                record(
                                        context,
                                        table.id(),
                                        List.of(ModelReport.notScored(table.id(), TenantId.NONE, reason)),
                                        List.of());
                            }
                        },
                        new WindowedPass.Parts<>(each -> each, tally::unread));
        return read.stream().findFirst();
    }

    /** The pipeline's own figures belong to no table and no tenant, so a run of some of them does not judge these. */
    private void judgePipeline(RunContext context, long seed) {
        RunScope scope = context.run().scope();
        if (scope.tables().isEmpty() && scope.tenants().isEmpty()) {
            keep(
                    context,
                    SeriesRecord.PIPELINE,
                    TenantJudgement.with(
                            SeriesRecord.PIPELINE, List.of(), changes(context, SeriesRecord.PIPELINE, seed)));
        }
    }

    private void judge(RunContext context, MappedTable table, PairedSample.Drawn drawn, long seed) {
        series.record(
                context.pipeline().name(), table.id(), context.run().times().started(), drawn.nulls());
        List<TenantJudgement> judgements = new ArrayList<>();
        drawn.left()
                .forEach((tenant, reason) -> judgements.add(
                        new TenantJudgement(ModelReport.notScored(table.id(), tenant, reason), List.of())));
        drawn.rows()
                .forEach((tenant, pairs) -> judgements.add(TenantJudgement.of(table, tenant, pairs, LEAST_ROWS, seed)));
        keep(context, table.id(), TenantJudgement.with(table.id(), judgements, changes(context, table.id(), seed)));
    }

    private void keep(RunContext context, String table, List<TenantJudgement> judgements) {
        long tenants = judgements.stream()
                .filter(judgement -> !judgement.found().isEmpty())
                .count();
        List<ModelReport> models = new ArrayList<>();
        List<Anomaly> kept = new ArrayList<>();
        for (TenantJudgement judgement : judgements) {
            List<Anomaly> most = judgement.mostUnusual((int) (KEPT / Math.max(1, tenants)));
            models.add(judgement.report().withKept(most.size()));
            kept.addAll(most);
        }
        kept.sort(TenantJudgement.BY_EXCESS);
        record(context, table, models, kept);
    }

    /** Sudden changes in the series of the table's tenants in scope. */
    private Map<TenantId, List<Anomaly>> changes(RunContext context, String table, long seed) {
        Instant since = context.confirming().clock().instant().minus(JUDGED);
        Map<TenantId, List<Anomaly>> changes = new LinkedHashMap<>();
        for (Series each : series.of(context.pipeline().name(), table)) {
            if (context.scope().contains(each.tenant())) {
                changes.computeIfAbsent(each.tenant(), tenant -> new ArrayList<>())
                        .addAll(SeriesModel.judge(each, since, seed));
            }
        }
        return changes;
    }

    private void record(RunContext context, String table, List<ModelReport> models, List<Anomaly> kept) {
        anomalies.record(context.pipeline().name(), context.run().id(), table, models, kept);
    }
}
