package dev.reconciler.bench.campaign;

/** A server that the daemon uses. */
enum CampaignServer {
    SOURCE,
    TARGET,
    CONTROL;

    /** Returns its only database. */
    String database() {
        return this == CONTROL ? "control" : "shop";
    }

    String title() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
