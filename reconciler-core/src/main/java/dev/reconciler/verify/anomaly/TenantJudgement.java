package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Judges the sampled rows of one tenant: trains a model on the source's rows, scores those rows that both sides have alike and the target's
 * other rows, and compares the distribution of each column.
 *
 * @param report without the number of kept anomalies
 */
public record TenantJudgement(ModelReport report, List<Anomaly> found) {
    public TenantJudgement {
        found = List.copyOf(found);
    }

    /** The same judgement with further anomalies of the tenant. */
    public TenantJudgement with(List<Anomaly> more) {
        List<Anomaly> all = new ArrayList<>(found);
        all.addAll(more);
        return new TenantJudgement(report.withFound(all.size()), all);
    }

    /**
     * The judgements of a table with further anomalies by tenant. A tenant may have none so far: nothing is drawn where no row is left.
     */
    public static List<TenantJudgement> with(
            String table, List<TenantJudgement> judgements, Map<TenantId, List<Anomaly>> more) {
        Map<TenantId, List<Anomaly>> rest = new LinkedHashMap<>(more);
        List<TenantJudgement> all = new ArrayList<>();
        judgements.forEach(judgement -> {
            List<Anomaly> ofTenant = rest.remove(judgement.report().tenant());
            all.add(ofTenant == null ? judgement : judgement.with(ofTenant));
        });
        rest.forEach((tenant, found) -> {
            if (!found.isEmpty()) {
                String reason = table.equals(SeriesRecord.PIPELINE) ? "a figure of the pipeline" : "no rows";
                all.add(new TenantJudgement(ModelReport.notScored(table, tenant, reason), List.of()).with(found));
            }
        });
        return all;
    }

    /** The least unusual first; what concerns many rows after single rows. */
    public static final Comparator<Anomaly> BY_EXCESS = Comparator.comparing((Anomaly anomaly) -> anomaly.key() == null)
            .thenComparingDouble(anomaly -> anomaly.score().excess());

    /** The most unusual ones, in no order. */
    public List<Anomaly> mostUnusual(int most) {
        return found.stream().sorted(BY_EXCESS.reversed()).limit(most).toList();
    }

    /** @param leastRows of the source, below which there is no model */
    public static TenantJudgement of(
            MappedTable table, TenantId tenant, List<RowPair> pairs, int leastRows, long seed) {
        List<Row> source =
                pairs.stream().map(RowPair::source).filter(Objects::nonNull).toList();
        if (source.size() < leastRows) {
            return notScored(table, tenant, source.size() + " rows of the source, and a model needs " + leastRows);
        }
        Optional<RowModel> model = RowModel.train(table, source, seed);
        return model.map(trained -> judged(table, tenant, pairs, source, trained))
                .orElseGet(() -> notScored(table, tenant, "no column can be judged"));
    }

    private static TenantJudgement notScored(MappedTable table, TenantId tenant, String reason) {
        return new TenantJudgement(ModelReport.notScored(table.id(), tenant, reason), List.of());
    }

    private static TenantJudgement judged(
            MappedTable table, TenantId tenant, List<RowPair> pairs, List<Row> source, RowModel model) {
        List<Anomaly> found = new ArrayList<>();
        List<Row> target = new ArrayList<>();
        long others = 0;
        for (RowPair pair : pairs) {
            Row there = pair.target();
            if (there == null) {
                continue;
            }
            target.add(there);
            others += pair.agrees() ? 0 : 1;
            Anomaly.Score score = model.score(there);
            if (score.value() > score.threshold()) {
                found.add(new Anomaly(
                        table.id(),
                        tenant,
                        pair.agrees() ? Anomaly.Kind.ROW : Anomaly.Kind.TARGET_ROW,
                        pair.key(),
                        score,
                        model.deviations(there)));
            }
        }
        model.shifts(source, target)
                .forEach(shift -> found.add(new Anomaly(
                        table.id(), tenant, Anomaly.Kind.COLUMN, null, shift.score(), List.of(shift.deviation()))));
        return new TenantJudgement(
                new ModelReport(table.id(), tenant, source.size(), others, model.threshold(), found.size(), 0, ""),
                found);
    }
}
