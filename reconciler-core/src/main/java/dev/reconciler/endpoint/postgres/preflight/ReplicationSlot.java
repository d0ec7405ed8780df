package dev.reconciler.endpoint.postgres.preflight;

/**
 * A replication slot.
 *
 * @param database empty for a physical slot
 * @param plugin empty for a physical slot
 * @param lost true if the server has removed WAL that the slot needs
 */
public record ReplicationSlot(String database, String plugin, boolean active, boolean lost) {}
