package dev.reconciler.correction;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row to be corrected.
 *
 * @param discrepancy its id, or the undone correction's for an undo
 * @param judged the target's row as it was judged; null if there was none
 * @param wanted the row to be there afterwards; null if there is to be none
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
            throw new IllegalArgumentException("nothing to correct for " + key + " of " + table.id());
        }
    }

    /** Makes the target's row what the source's is. */
    public static CorrectionPlan applySource(
            String discrepancy, MappedTable table, RowKey key, @Nullable Row source, @Nullable Row target) {
        CorrectionKind kind =
                target == null ? CorrectionKind.INSERT : source == null ? CorrectionKind.DELETE : CorrectionKind.UPDATE;
        return new CorrectionPlan(discrepancy, table, key, kind, target, source);
    }

    /** For a discrepancy of a row whose images are all known; empty for any other. */
    public static Optional<CorrectionPlan> of(Discrepancy discrepancy, MappedTable table) {
        boolean known =
                switch (discrepancy.type()) {
                    case EXTRA_IN_TARGET -> discrepancy.target() != null;
                    case MISSING_IN_TARGET -> discrepancy.source() != null;
                    case FIELD_MISMATCH, TENANT_CONFLICT ->
                        discrepancy.source() != null && discrepancy.target() != null;
                    default -> false;
                };
        return known
                ? Optional.of(applySource(
                        discrepancy.id(),
                        table,
                        RowKey.decode(discrepancy.subject()),
                        discrepancy.source(),
                        discrepancy.target()))
                : Optional.empty();
    }

    /** The tenant that the row has afterwards, or had if it goes. */
    public TenantId tenant() {
        return wanted != null ? table.tenantOf(wanted) : tenantBefore();
    }

    /** The tenant that the row had; that of {@link #tenant} if there was none. */
    public TenantId tenantBefore() {
        return judged != null ? table.tenantOf(judged) : tenant();
    }

    /** Whether two images of this table's rows are equal in canonical form, column by column; null is no row. */
    public static boolean same(MappedTable table, @Nullable Row left, @Nullable Row right) {
        if (left == null || right == null) {
            return left == right;
        }
        CanonicalEncoding encoding = table.encoding();
        for (int i = 0; i < table.columns().size(); i++) {
            if (!encoding.sameValue(i, left.value(i), right.value(i))) {
                return false;
            }
        }
        return true;
    }
}
