package dev.reconciler.endpoint.postgres.preflight;

/**
 * A server, one database of it, and what the connected role may do there.
 *
 * @param version as {@code server_version_num}, such as 170004
 * @param systemIdentifier differs between clusters, and is shared by a cluster and its standbys; empty if the role may not see it
 */
public record ServerFacts(
        int version,
        String systemIdentifier,
        String database,
        String encoding,
        boolean standby,
        boolean readOnly,
        Replication replication,
        Privileges privileges) {
    /**
     * @param slots replication slots that exist, of {@code maxSlots}
     * @param senders replication connections that are open, of {@code maxSenders}
     * @param maxSlotWalKeepMegabytes -1 if nothing bounds the WAL that a slot holds back
     */
    public record Replication(
            String walLevel, int maxSlots, int slots, int maxSenders, int senders, long maxSlotWalKeepMegabytes) {}

    /**
     * @param create true if the role may create schemas and publications in the database
     * @param replicaRole true if the role may set {@code session_replication_role}
     */
    public record Privileges(boolean create, boolean replicaRole) {}
}
