package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.drift.DriftKind;

/** The ways in which the campaign makes the target differ from the source. */
enum CampaignDrift {
    /** The event of an update is lost. */
    EVENT_DROPPED(DriftKind.LOST_UPDATE, "orders"),
    INSERT_DROPPED(DriftKind.LOST_INSERT, "orders"),
    DELETE_DROPPED(DriftKind.LOST_DELETE, "docs"),
    /** The event is delivered with another value. */
    EVENT_ALTERED(DriftKind.WRONG_FIELD, "docs"),
    /** The event is delivered twice in succession, which must do no harm. */
    EVENT_DOUBLED(DriftKind.DOUBLED_WRITE, "orders"),
    /** The event is delivered again after a later one of its row. */
    EVENT_REPEATED_LATE(DriftKind.LATE_REPEAT, "docs"),
    /** Two events of a row are delivered in the wrong order. */
    EVENTS_REORDERED(DriftKind.WRONG_ORDER, "orders"),
    /** Another application writes the target. */
    ROGUE_UPDATE(DriftKind.CHANGED_FIELD, "docs"),
    ROGUE_DELETE(DriftKind.MISSING_ROW, "items"),
    ROGUE_INSERT(DriftKind.EXTRA_ROW, "items"),
    TENANT_SWITCH(DriftKind.WRONG_TENANT, "docs"),
    /** Another application writes a row that the load writes too: its next change may heal it, so the daemon need not find it. */
    ROGUE_UPDATE_HOT(DriftKind.CHANGED_FIELD, "accounts");

    private final DriftKind kind;
    private final String table;

    CampaignDrift(DriftKind kind, String table) {
        this.kind = kind;
        this.table = table;
    }

    DriftKind kind() {
        return kind;
    }

    /** Returns the name of its table, without the schema. */
    String table() {
        return table;
    }
}
