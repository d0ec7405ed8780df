package dev.reconciler.verify.sample;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compared rows of a table, or of one of its tenants.
 *
 * @param tenant null for the table, or a part that is not one tenant's
 * @param differing keys of those that differ
 */
public record SampledPart(@Nullable TenantId tenant, Population population, long drawn, Set<RowKey> differing) {
    public SampledPart {
        differing = Set.copyOf(differing);
    }

    /** The numbers of a draw, of whose differing rows these count. */
    SampleEstimate.Draw draw(Set<RowKey> proven) {
        return new SampleEstimate.Draw(
                population, drawn, differing.stream().filter(proven::contains).count());
    }
}
