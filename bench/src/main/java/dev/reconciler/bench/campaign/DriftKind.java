package dev.reconciler.bench.campaign;

/** How the target comes to differ from the source. */
enum DriftKind {
    /** The event of an update is lost. */
    EVENT_DROPPED("orders"),
    INSERT_DROPPED("orders"),
    DELETE_DROPPED("docs"),
    /** The event comes with another value. */
    EVENT_ALTERED("docs"),
    /** The event comes twice in a row: that must do no harm. */
    EVENT_DOUBLED("orders"),
    /** The event comes once more after a later one of its row. */
    EVENT_REPEATED_LATE("docs"),
    /** Two events of a row change places. */
    EVENTS_REORDERED("orders"),
    /** Somebody writes the target. */
    ROGUE_UPDATE("docs"),
    ROGUE_DELETE("lines"),
    ROGUE_INSERT("lines"),
    TENANT_SWITCH("docs"),
    /** Somebody writes a row that the load writes too: its next change may heal it, so it need not be found. */
    ROGUE_UPDATE_HOT("accounts");

    private final String table;

    DriftKind(String table) {
        this.table = table;
    }

    /** Where it happens, without schema. */
    String table() {
        return table;
    }

    boolean isHarmless() {
        return this == EVENT_DOUBLED;
    }

    /** Whether it may be found without fault. */
    boolean mayBeFound() {
        return !isHarmless();
    }

    /** Whether it must be found: nothing but the daemon can heal it. */
    boolean mustBeFound() {
        return !isHarmless() && this != ROGUE_UPDATE_HOT;
    }

    /** Whether it alters how many rows there are, of the table or of a tenant. */
    boolean altersCounts() {
        return this == INSERT_DROPPED
                || this == DELETE_DROPPED
                || this == ROGUE_DELETE
                || this == ROGUE_INSERT
                || this == TENANT_SWITCH;
    }
}
