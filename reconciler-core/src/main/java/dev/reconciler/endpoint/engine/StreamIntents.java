package dev.reconciler.endpoint.engine;

/** Remembers that a pipeline is about to set up a stream, so that a start after a crash knows what the former one left. */
public interface StreamIntents {
    /**
     * Records the intent before anything is created.
     *
     * @param server {@link ServerIdentity#systemIdentifier}
     * @param name of what is created
     */
    void intend(String server, String name);

    boolean isIntended(String server, String name);

    /** Withdraws the intent, because somebody else created something of that name meanwhile. */
    void withdrawIntent(String name);
}
