package dev.reconciler.endpoint.engine;

/** Stores the intent to set up a stream, so that a start after a crash recognises objects that the former start left. */
public interface StreamIntents {
    /**
     * Records the intent before anything is created.
     *
     * @param server {@link ServerIdentity#systemIdentifier}
     * @param name the name of the object to be created
     */
    void intend(String server, String name);

    boolean isIntended(String server, String name);

    /** Withdraws the intent, because another session created an object of that name meanwhile. */
    void withdrawIntent(String name);
}
