package dev.reconciler.endpoint.engine;

/**
 * The remedy for a statement that the server refused.
 *
 * @param action the operator's next action
 * @param healsByItself true if the step can succeed without a person: a lost connection, a full disk, a lock
 */
public record Remedy(String action, boolean healsByItself) {
    /** The action where nothing is known. */
    public static final String LOOK =
            "see the daemon's log, repair what the message names, and wait for the next attempt";

    /** The remedy for a connection that failed or ended. */
    public static final Remedy CONNECT = new Remedy("make the database reachable; the daemon retries", true);
}
