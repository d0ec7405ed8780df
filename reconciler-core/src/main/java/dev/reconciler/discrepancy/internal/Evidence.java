package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Difference;
import dev.reconciler.discrepancy.Finding;
import java.util.List;

/** The content of a finding that is stored with its identity. */
final class Evidence {
    private Evidence() {}

    static Difference of(Finding finding) {
        if (finding instanceof Finding.FieldMismatch mismatch) {
            return difference(mismatch, mismatch.columns(), sourceNote(mismatch));
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
        if (finding instanceof Finding.KeyCollision collision) {
            return ofRow(collision, collision.detail());
        }
        if (finding instanceof Finding.OfRow row) {
            return ofRow(row, sourceNote(row));
        }
        return new Difference(finding.type(), null, null, List.of(), summary(finding));
    }

    private static Difference ofRow(Finding.OfRow row, String detail) {
        return difference(row, List.of(), detail);
    }

    private static Difference difference(Finding.OfRow row, List<String> columns, String detail) {
        return new Difference(row.type(), row.source(), row.target(), columns, detail);
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
        if (finding instanceof Finding.MoreRuleViolations more) {
            return "rule " + more.rule() + ": " + (more.violations() - more.recorded()) + " more groups violate it; "
                    + more.recorded() + " of " + more.violations() + " are recorded one by one"
                    + (more.blocking() ? " (blocks)" : "");
        }
        if (finding instanceof Finding.MassDrift mass) {
            return mass.detail();
        }
        if (finding instanceof Finding.SchemaDrift drift) {
            return drift.what() + (drift.incompatible() ? " (incompatible)" : "");
        }
        throw new IllegalArgumentException("no evidence in " + finding.getClass());
    }
}
