package dev.reconciler.endpoint.engine;

/**
 * Which server, and which history of it. Log positions of another one mean something else.
 *
 * @param timeline grows with each failover or point-in-time recovery
 */
public record ServerIdentity(String systemIdentifier, int timeline) {
    @Override
    public String toString() {
        return "system " + systemIdentifier + ", timeline " + timeline;
    }
}
