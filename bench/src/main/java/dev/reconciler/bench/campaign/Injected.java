package dev.reconciler.bench.campaign;

/**
 * One drift.
 *
 * @param key its parts joined by commas
 * @param atNanos of {@link System#nanoTime}, after it was done
 * @param certain whether it is known to have been done; if a server died meanwhile it may have, or not
 */
record Injected(DriftKind kind, String table, String key, long atNanos, double atSeconds, boolean certain) {
    boolean mustBeFound() {
        return certain && kind.mustBeFound();
    }

    String subject() {
        return table + "/" + key;
    }
}
