package dev.reconciler.bench.campaign;

/** A server that the daemon works with. */
enum CampaignServer {
    SOURCE,
    TARGET,
    CONTROL;

    /** Its one database. */
    String database() {
        return this == CONTROL ? "control" : "shop";
    }

    String title() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
