package dev.reconciler.bench.lab.drift;

import dev.reconciler.discrepancy.DiscrepancyType;
import java.util.Set;

/**
 * The reason why a row of the target differs: another application wrote it, or a write of the source did not reach it correctly.
 */
public enum DriftKind {
    MISSING_ROW(DiscrepancyType.MISSING_IN_TARGET, true),
    EXTRA_ROW(DiscrepancyType.EXTRA_IN_TARGET, true),
    CHANGED_FIELD(DiscrepancyType.FIELD_MISMATCH, false),
    WRONG_TENANT(DiscrepancyType.TENANT_CONFLICT, true),
    /** A child without a parent, which the source lacks too. */
    ORPHAN(DiscrepancyType.REFERENTIAL_VIOLATION, true),
    /** The insert never reached the target. */
    LOST_INSERT(DiscrepancyType.MISSING_IN_TARGET, true),
    LOST_UPDATE(DiscrepancyType.FIELD_MISMATCH, false),
    LOST_DELETE(DiscrepancyType.EXTRA_IN_TARGET, true),
    /** The write reached the target with another value than in the source. */
    WRONG_FIELD(DiscrepancyType.FIELD_MISMATCH, false),
    /** The write reached the target again after a later one of its row. */
    LATE_REPEAT(DiscrepancyType.FIELD_MISMATCH, false),
    /** Two writes of the row reached the target in the wrong order. */
    WRONG_ORDER(DiscrepancyType.FIELD_MISMATCH, false),
    /** The write reached the target twice in succession, which must do no harm: a finding is wrong. */
    DOUBLED_WRITE(DiscrepancyType.FIELD_MISMATCH, false);

    private final DiscrepancyType type;
    private final boolean changesCounts;

    DriftKind(DiscrepancyType type, boolean changesCounts) {
        this.type = type;
        this.changesCounts = changesCounts;
    }

    public DiscrepancyType type() {
        return type;
    }

    /** Returns the types of discrepancy that count as its detection. */
    public Set<DiscrepancyType> foundAs() {
        return switch (this) {
            case ORPHAN -> Set.of(type, DiscrepancyType.EXTRA_IN_TARGET);
            case DOUBLED_WRITE -> Set.of();
            default -> Set.of(type);
        };
    }

    /** Returns whether it changes a tenant's number of rows in the table. */
    public boolean changesCounts() {
        return changesCounts;
    }
}
