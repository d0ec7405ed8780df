package dev.reconciler.app.config;

/** Names of what the daemon makes on the source; those of what it makes on the target, to stream that too, follow from them. */
public record StreamConfig(String slot, String publication) {
    private static final String SUFFIX = "_target";
    private static final int LONGEST = 63;

    public String targetSlot() {
        return ofTarget(slot);
    }

    public String targetPublication() {
        return ofTarget(publication);
    }

    private static String ofTarget(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST - SUFFIX.length())) + SUFFIX;
    }
}
