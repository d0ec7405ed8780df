package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Differing rows of a chunk that are counted instead of named individually: see {@link RowLimit}. */
public record UnlistedRows(Map<TenantId, Numbers> byTenant) {
    public static final UnlistedRows NONE = new UnlistedRows(Map.of());

    public UnlistedRows {
        byTenant = Map.copyOf(byTenant);
    }

    /**
     * Numbers of rows.
     *
     * @param missing rows only in the source
     * @param extra rows only in the target
     * @param different rows on both sides that are not equal
     */
    public record Numbers(long missing, long extra, long different) {
        public static final Numbers MISSING = new Numbers(1, 0, 0);
        public static final Numbers EXTRA = new Numbers(0, 1, 0);
        public static final Numbers DIFFERENT = new Numbers(0, 0, 1);
        public static final Numbers ZERO = new Numbers(0, 0, 0);

        public Numbers plus(Numbers other) {
            return new Numbers(missing + other.missing, extra + other.extra, different + other.different);
        }

        /** Never below zero. */
        public Numbers minus(Numbers other) {
            return new Numbers(
                    Math.max(0, missing - other.missing),
                    Math.max(0, extra - other.extra),
                    Math.max(0, different - other.different));
        }

        public long total() {
            return missing + extra + different;
        }
    }

    /** The rows of these findings, as numbers. */
    public static UnlistedRows of(Collection<? extends Finding> findings) {
        UnlistedRows rows = NONE;
        for (Finding finding : findings) {
            if (finding instanceof Finding.OfRow row) {
                rows = rows.plus(new UnlistedRows(Map.of(row.tenant(), numbers(row))));
            }
        }
        return rows;
    }

    private static Numbers numbers(Finding.OfRow row) {
        return switch (row.type()) {
            case MISSING_IN_TARGET, KEY_COLLISION -> Numbers.MISSING;
            case EXTRA_IN_TARGET -> Numbers.EXTRA;
            default -> Numbers.DIFFERENT;
        };
    }

    public boolean isEmpty() {
        return total() == 0;
    }

    public long total() {
        return byTenant.values().stream().mapToLong(Numbers::total).sum();
    }

    /** The numbers without rows that are named after all. */
    public UnlistedRows minus(UnlistedRows named) {
        Map<TenantId, Numbers> rest = new HashMap<>(byTenant);
        named.byTenant.forEach((tenant, numbers) -> rest.computeIfPresent(tenant, (t, all) -> all.minus(numbers)));
        rest.values().removeIf(numbers -> numbers.total() == 0);
        return new UnlistedRows(rest);
    }

    public UnlistedRows plus(UnlistedRows other) {
        Map<TenantId, Numbers> sum = new HashMap<>(byTenant);
        other.byTenant.forEach((tenant, numbers) -> sum.merge(tenant, numbers, Numbers::plus));
        return new UnlistedRows(sum);
    }
}
