package dev.reconciler.verify.sample;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.sample.PartEstimate.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The proven result of a sample of a table.
 *
 * @param uniform rows drawn uniformly from the table
 * @param all every compared row
 * @param tenants the compared rows of each tenant, by name
 * @param recent compared rows of those that changed recently; null if none were drawn
 * @param strata parts that together hold each compared row once, if there are further rows than the uniform draw; else empty
 */
public record SampleOutcome(
        String table,
        SampledPart uniform,
        SampledPart all,
        List<SampledPart> tenants,
        @Nullable SampledPart recent,
        List<SampledPart> strata,
        List<Finding.OfRow> findings) {
    public SampleOutcome {
        tenants = List.copyOf(tenants);
        strata = List.copyOf(strata);
        findings = List.copyOf(findings);
    }

    /** The same draw, of whose findings these count. */
    public SampleOutcome with(List<Finding.OfRow> counted) {
        return new SampleOutcome(table, uniform, all, tenants, recent, strata, counted);
    }

    /**
     * The estimate for the table, then for rows that changed recently, then for each tenant.
     *
     * @param proven keys of the differing rows that count
     */
    public List<PartEstimate> estimates(SampleGoal goal, Set<RowKey> proven) {
        SampleEstimate.Draw drawn = uniform.draw(proven);
        List<PartEstimate> estimates = new ArrayList<>();
        estimates.add(new PartEstimate(
                Part.TABLE, null, SampleEstimate.of(goal, drawn, all.draw(proven), rate(drawn, proven))));
        if (recent != null) {
            estimates.add(new PartEstimate(Part.RECENT, null, SampleEstimate.of(goal, recent.draw(proven))));
        }
        tenants.forEach(part -> estimates.add(
                new PartEstimate(Part.TENANT, part.tenant(), SampleEstimate.of(goal, part.draw(proven)))));
        return estimates;
    }

    /**
     * The share of each stratum's rows that differ, weighted by its rows. Rows that were drawn because they changed recently have no part in
     * it: it is not known how many of the changed rows exist.
     */
    private double rate(SampleEstimate.Draw drawn, Set<RowKey> proven) {
        double rows = 0;
        double differing = 0;
        for (SampledPart stratum : strata) {
            SampleEstimate.Draw of = stratum.draw(proven);
            if (of.drawn() > 0) {
                rows += of.population().rows();
                differing += of.population().rows() * of.rate();
            }
        }
        return rows == 0 ? drawn.rate() : differing / rows;
    }
}
