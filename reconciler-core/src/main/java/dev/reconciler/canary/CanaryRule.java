package dev.reconciler.canary;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.verify.cause.CauseRule;
import java.util.List;
import java.util.Optional;

/**
 * Attributes a finding to the canary if the canary job planted it, whichever job reports it:
 *
 * <ul>
 *   <li>a finding of a row, if both sides hold the recorded images of a plant;
 *   <li>a count mismatch, if the plants explain the whole difference;
 *   <li>a violation of a business rule, if it concerns a tenant that has a plant. The canary's tenant has no other rows.
 * </ul>
 *
 * Any other difference in the canary's rows is a real one.
 */
public final class CanaryRule implements CauseRule {
    private final String pipeline;
    private final MappedTable table;
    private final Plants plants;

    /** @param table the canary's table */
    public CanaryRule(String pipeline, MappedTable table, Plants plants) {
        this.pipeline = pipeline;
        this.table = table;
        this.plants = plants;
    }

    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        boolean mayBe = finding.table().equals(table.id())
                || finding instanceof Finding.RuleViolation
                || finding instanceof Finding.ReferentialViolation;
        if (!mayBe) {
            return Optional.empty();
        }
        List<Plant> there = context.once(
                this,
                Plant.class,
                () -> plants.at(pipeline, context.lane().fence().sequence()));
        if (finding instanceof Finding.OfRow row) {
            return there.stream()
                    .filter(plant -> isOf(plant, row))
                    .findFirst()
                    .map(plant -> attribution("planted by the canary run " + plant.run()));
        }
        return explains(there, finding)
                ? Optional.of(attribution("follows from a row that a canary run planted"))
                : Optional.empty();
    }

    private static Attribution attribution(String evidence) {
        return new Attribution(Cause.CANARY, evidence);
    }

    private boolean isOf(Plant plant, Finding.OfRow row) {
        ChangedRow planted = plant.row();
        return !(row instanceof Finding.ApplyFailure)
                && planted.table().equals(row.table())
                && planted.key().equals(row.key())
                && table.agree(planted.after(), row.target())
                && (!row.sourceKnown() || table.agree(row.source(), planted.before()));
    }

    private static boolean explains(List<Plant> there, Finding finding) {
        if (finding instanceof Finding.CountMismatch count) {
            long lacking = there.stream()
                    .filter(plant -> plant.row().table().equals(count.table())
                            && plant.row().tenant().equals(count.tenant()))
                    .mapToLong(Plant::lackingRows)
                    .sum();
            return lacking != 0 && count.source() - count.target() == lacking;
        }
        TenantId tenant = finding.tenant();
        return (finding instanceof Finding.RuleViolation || finding instanceof Finding.ReferentialViolation)
                && !tenant.isNone()
                && there.stream().anyMatch(plant -> plant.row().tenant().equals(tenant));
    }
}
