package dev.reconciler.bench.lab.drift;

import dev.reconciler.discrepancy.DiscrepancyType;
import java.util.Set;

/** How the demo damages a row of the target: somebody does it, or the application fails to write it as it should. */
public enum DriftKind {
    MISSING_ROW(DiscrepancyType.MISSING_IN_TARGET, true),
    EXTRA_ROW(DiscrepancyType.EXTRA_IN_TARGET, true),
    CHANGED_FIELD(DiscrepancyType.FIELD_MISMATCH, false),
    WRONG_TENANT(DiscrepancyType.TENANT_CONFLICT, true),
    /** A child without a parent: also a row that the source lacks. */
    ORPHAN(DiscrepancyType.REFERENTIAL_VIOLATION, true),
    /** The application's insert never reached the target. */
    LOST_INSERT(DiscrepancyType.MISSING_IN_TARGET, true),
    LOST_UPDATE(DiscrepancyType.FIELD_MISMATCH, false),
    LOST_DELETE(DiscrepancyType.EXTRA_IN_TARGET, true),
    /** The application's write reached the target, with a value that is not the one it wrote to the source. */
    WRONG_FIELD(DiscrepancyType.FIELD_MISMATCH, false);

    private final DiscrepancyType type;
    private final boolean changesCounts;

    DriftKind(DiscrepancyType type, boolean changesCounts) {
        this.type = type;
        this.changesCounts = changesCounts;
    }

    public DiscrepancyType type() {
        return type;
    }

    /** The types under which it counts as found. */
    public Set<DiscrepancyType> foundAs() {
        return this == ORPHAN ? Set.of(type, DiscrepancyType.EXTRA_IN_TARGET) : Set.of(type);
    }

    /** Whether it changes how many rows a tenant has in the table. */
    public boolean changesCounts() {
        return changesCounts;
    }
}
