package dev.reconciler.endpoint.mysql.position;

import java.util.UUID;

/**
 * A transaction's identity in MySQL: {@code server:number}, without a tag.
 *
 * @param server the UUID of the server that committed it first
 * @param number from 1
 */
public record Gtid(UUID server, long number) {
    /** The length of a UUID that is written out. */
    private static final int UUID_LENGTH = 36;

    /** @throws IllegalArgumentException if the number is below 1 */
    public Gtid {
        if (number < 1) {
            throw new IllegalArgumentException("GTID number below 1: " + server + ":" + number);
        }
    }

    /**
     * Reads {@code 3e11fa47-71ca-11e1-9e33-c80aa9429562:23}.
     *
     * @throws IllegalArgumentException if the text is no GTID, or has a tag
     */
    public static Gtid parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length > 2) {
            throw tagged(text);
        }
        if (parts.length < 2) {
            throw new IllegalArgumentException("not a MySQL GTID (uuid:number): '" + text + "'");
        }
        return new Gtid(server(parts[0], text), Decimal.parse(parts[1], text));
    }

    static UUID server(String uuid, String context) {
        // UUID.fromString accepts groups that are too short.
        if (uuid.length() != UUID_LENGTH) {
            throw new IllegalArgumentException("not a server UUID: '" + uuid + "' in '" + context + "'");
        }
        return UUID.fromString(uuid);
    }

    static IllegalArgumentException tagged(String text) {
        return new IllegalArgumentException("tagged GTIDs are not supported: '" + text
                + "'; set gtid_next to AUTOMATIC without a tag on every session of the source");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return server + ":" + number;
    }
}
