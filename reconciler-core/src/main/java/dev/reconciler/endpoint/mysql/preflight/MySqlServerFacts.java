package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.mysql.MySqlKind;

/**
 * The facts of a server that a check asks for.
 *
 * @param version as the server prints it
 * @param identity of the server, without the database
 * @param readOnly true if it refuses writes of the account
 * @param freeSessions the sessions that {@code max_connections} still allows
 * @param sessionLimit of the account; 0 for none
 * @param largestPacket {@code max_allowed_packet} in bytes
 */
record MySqlServerFacts(
        MySqlKind kind,
        String version,
        String identity,
        boolean readOnly,
        int freeSessions,
        int sessionLimit,
        long largestPacket) {
    /** Returns whether the version is at least this one. */
    boolean isAtLeast(int major, int minor) {
        String[] parts = version.split("[^0-9]+", 3);
        int itsMajor = Integer.parseInt(parts[0]);
        return itsMajor > major || itsMajor == major && Integer.parseInt(parts[1]) >= minor;
    }
}
