package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The evidence of a finding that is stored with its identity. */
record Evidence(@Nullable Row source, @Nullable Row target, List<String> columns, String detail) {
    static Evidence of(Finding finding) {
        if (finding instanceof Finding.FieldMismatch mismatch) {
            return new Evidence(mismatch.source(), mismatch.target(), mismatch.columns(), sourceNote(mismatch));
        }
        if (finding instanceof Finding.TenantConflict conflict) {
            return ofRow(conflict, "in the target the row belongs to tenant " + conflict.targetTenant());
        }
        if (finding instanceof Finding.ApplyFailure failure) {
            return ofRow(failure, failure.error());
        }
        if (finding instanceof Finding.TemporalInconsistency unrest) {
            return ofRow(unrest, unrest.detail());
        }
        if (finding instanceof Finding.DuplicateKey duplicate) {
            return ofRow(duplicate, duplicate.detail());
        }
        if (finding instanceof Finding.OfRow row) {
            return ofRow(row, sourceNote(row));
        }
        return new Evidence(null, null, List.of(), summary(finding));
    }

    private static Evidence ofRow(Finding.OfRow row, String detail) {
        return new Evidence(row.source(), row.target(), List.of(), detail);
    }

    private static String sourceNote(Finding.OfRow row) {
        return row.sourceKnown() ? "" : "proven by the ledger; a later window reads the source's row";
    }

    private static String summary(Finding finding) {
        if (finding instanceof Finding.CountMismatch count) {
            return "source has " + count.source() + " rows, target has " + count.target();
        }
        if (finding instanceof Finding.RuleViolation rule) {
            return "rule " + rule.rule() + " for " + rule.group() + ": source " + rule.source() + ", target "
                    + rule.target() + (rule.blocking() ? " (blocks)" : "");
        }
        if (finding instanceof Finding.ReferentialViolation orphan) {
            return "rule " + orphan.rule() + ": " + orphan.target() + " refers to nothing"
                    + (orphan.blocking() ? " (blocks)" : "");
        }
        if (finding instanceof Finding.MassDrift mass) {
            return mass.detail();
        }
        if (finding instanceof Finding.SchemaDrift drift) {
            return drift.what() + (drift.incompatible() ? " (incompatible)" : "");
        }
        throw new IllegalArgumentException("no evidence in " + finding.getClass());
    }

    boolean sameImages(@Nullable Row otherSource, @Nullable Row otherTarget) {
        return Objects.equals(source, otherSource) && Objects.equals(target, otherTarget);
    }
}
