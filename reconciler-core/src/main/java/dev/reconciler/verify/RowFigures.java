package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.Digest;
import dev.reconciler.row.TenantId;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of rows by tenant at the window's position F, so that a verdict and its figures agree.
 *
 * <p>The target's number is that of its snapshot, which is at F. The source's snapshot is older: its number is counted without
 * the rows of keys in doubt, plus the rows that exist under these keys at F by the ledger. Where no finding concerns a tenant,
 * both numbers are equal.
 *
 * @param inDoubt keys that changed between both snapshots, and were checked against the ledger; their rows are part of both
 *     numbers
 */
public record RowFigures(Map<TenantId, Long> source, Map<TenantId, Long> target, Map<TenantId, Long> inDoubt) {
    public static final RowFigures NONE = new RowFigures(Map.of(), Map.of(), Map.of());

    public RowFigures {
        source = withoutZeros(source);
        target = withoutZeros(target);
        inDoubt = withoutZeros(inDoubt);
    }

    /**
     * @param sourceRows rows of the source snapshot
     * @param targetRows rows of the target snapshot
     */
    public static RowFigures of(Map<TenantId, Long> sourceRows, Map<TenantId, Long> targetRows, DoubtCheck doubt) {
        Map<TenantId, Long> source = new HashMap<>(sourceRows);
        counts(doubt.source().byTenant()).forEach((tenant, rows) -> source.merge(tenant, -rows, Long::sum));
        doubt.expected().forEach((tenant, rows) -> source.merge(tenant, rows, Long::sum));
        return new RowFigures(source, targetRows, doubt.keys());
    }

    /** The numbers of rows in sums. */
    public static Map<TenantId, Long> counts(Map<TenantId, Digest> sums) {
        Map<TenantId, Long> rows = new HashMap<>();
        sums.forEach((tenant, digest) -> rows.put(tenant, digest.count()));
        return rows;
    }

    /** The figures without the row of a difference that isn't proven, or is the canary's: it counts on neither side. */
    public RowFigures without(Finding.OfRow finding) {
        Map<TenantId, Long> fewerSource = new HashMap<>(source);
        Map<TenantId, Long> fewerTarget = new HashMap<>(target);
        Sides sides = Sides.of(finding);
        sides.source().forEach((tenant, rows) -> fewerSource.computeIfPresent(tenant, (t, now) -> now - rows));
        sides.target().forEach((tenant, rows) -> fewerTarget.computeIfPresent(tenant, (t, now) -> now - rows));
        return new RowFigures(fewerSource, fewerTarget, inDoubt);
    }

    /** The rows of one difference, by side. */
    public record Sides(Map<TenantId, Long> source, Map<TenantId, Long> target) {
        public static Sides of(Finding.OfRow finding) {
            Map<TenantId, Long> row = Map.of(finding.tenant(), 1L);
            if (finding instanceof Finding.MissingInTarget || finding instanceof Finding.KeyCollision) {
                return new Sides(row, Map.of());
            } else if (finding instanceof Finding.ExtraInTarget) {
                return new Sides(Map.of(), row);
            } else if (finding instanceof Finding.FieldMismatch) {
                return new Sides(row, row);
            } else if (finding instanceof Finding.TenantConflict conflict) {
                return new Sides(row, Map.of(conflict.targetTenant(), 1L));
            }
            return new Sides(Map.of(), Map.of());
        }
    }

    private static Map<TenantId, Long> withoutZeros(Map<TenantId, Long> numbers) {
        Map<TenantId, Long> rest = new HashMap<>(numbers);
        rest.values().removeIf(number -> number == 0);
        return Map.copyOf(rest);
    }
}
