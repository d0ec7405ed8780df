package dev.reconciler.correction;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One row to be corrected.
 *
 * @param discrepancy its id, or the undone correction's for an undo
 * @param judged the target's row as it was judged; null if it was absent
 * @param wanted the row after the correction; null to delete it
 */
public record CorrectionPlan(
        String discrepancy,
        MappedTable table,
        RowKey key,
        CorrectionKind kind,
        @Nullable Row judged,
        @Nullable Row wanted) {
    public CorrectionPlan {
        if (judged == null && wanted == null) {
            throw new IllegalArgumentException("no difference to correct for " + key + " of " + table.id());
        }
    }

    /** Returns a plan that makes the target's row equal to the source's. */
    public static CorrectionPlan applySource(
            String discrepancy, MappedTable table, RowKey key, @Nullable Row source, @Nullable Row target) {
        CorrectionKind kind =
                target == null ? CorrectionKind.INSERT : source == null ? CorrectionKind.DELETE : CorrectionKind.UPDATE;
        return new CorrectionPlan(discrepancy, table, key, kind, target, source);
    }

    /** Returns the plan for a discrepancy of a row whose images are all known; empty for any other discrepancy. */
    public static Optional<CorrectionPlan> of(Discrepancy discrepancy, MappedTable table) {
        Row source = discrepancy.difference().source();
        Row target = discrepancy.difference().target();
        boolean known =
                switch (discrepancy.type()) {
                    case EXTRA_IN_TARGET -> target != null;
                    case MISSING_IN_TARGET -> source != null;
                    case FIELD_MISMATCH, TENANT_CONFLICT -> source != null && target != null;
                    default -> false;
                };
        return known
                ? Optional.of(applySource(
                        discrepancy.id(),
                        table,
                        RowKey.decode(discrepancy.place().subject()),
                        source,
                        target))
                : Optional.empty();
    }

    /** The row's tenant after the correction; for a delete, its tenant before. */
    public TenantId tenant() {
        return wanted != null ? table.tenantOf(wanted) : tenantBefore();
    }

    /** The row's tenant before the correction; {@link #tenant} if the row was absent. */
    public TenantId tenantBefore() {
        return judged != null ? table.tenantOf(judged) : tenant();
    }

    /**
     * Returns whether two images of this table's rows are equal in canonical form, in every column, regardless of how
     * verification compares it: a write replaces all of them. Null means that the row is absent.
     */
    public static boolean same(MappedTable table, @Nullable Row left, @Nullable Row right) {
        return same(table, left, right, column -> true);
    }

    /** As {@link #same}, in the columns that verification compares. */
    public static boolean sameCompared(MappedTable table, @Nullable Row left, @Nullable Row right) {
        return same(table, left, right, MappedColumn::isCompared);
    }

    private static boolean same(
            MappedTable table, @Nullable Row left, @Nullable Row right, Predicate<MappedColumn> asked) {
        if (left == null || right == null) {
            return left == right;
        }
        CanonicalEncoding encoding = table.encoding();
        for (int i = 0; i < table.columns().size(); i++) {
            if (asked.test(table.columns().get(i)) && !encoding.sameValue(i, left.value(i), right.value(i))) {
                return false;
            }
        }
        return true;
    }
}
