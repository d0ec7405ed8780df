package dev.reconciler.endpoint.engine;

/**
 * The identity of a server and of its history. Log positions of different identities are not comparable.
 *
 * @param timeline grows with each failover or point-in-time recovery
 */
public record ServerIdentity(String systemIdentifier, int timeline) {
    @Override
    public String toString() {
        return "system " + systemIdentifier + ", timeline " + timeline;
    }
}
