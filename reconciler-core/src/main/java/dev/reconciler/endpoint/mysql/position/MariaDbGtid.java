package dev.reconciler.endpoint.mysql.position;

/**
 * A transaction's identity in MariaDB: {@code domain-server-sequence}. The sequence orders the transactions of one domain.
 *
 * @param domain unsigned, 32 bits
 * @param server unsigned, 32 bits
 * @param sequence unsigned, 64 bits
 */
public record MariaDbGtid(long domain, long server, long sequence) {
    private static final long MAX_32_BITS = 0xFFFFFFFFL;

    /** @throws IllegalArgumentException if domain or server exceed 32 bits */
    public MariaDbGtid {
        if (domain < 0 || domain > MAX_32_BITS || server < 0 || server > MAX_32_BITS) {
            throw new IllegalArgumentException("not a MariaDB GTID: domain " + domain + ", server " + server);
        }
    }

    /**
     * Reads {@code 0-1-42}.
     *
     * @throws IllegalArgumentException if the text is no MariaDB GTID
     */
    public static MariaDbGtid parse(String text) {
        String[] parts = text.strip().split("-", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a MariaDB GTID (domain-server-sequence): '" + text + "'");
        }
        return new MariaDbGtid(Decimal.parse(parts[0], text), Decimal.parse(parts[1], text), unsigned(parts[2], text));
    }

    private static long unsigned(String digits, String text) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a number: '" + digits + "' in '" + text + "'");
        }
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("number out of range: '" + digits + "' in '" + text + "'", e);
        }
    }

    /**
     * Returns whether this transaction precedes the other in their domain, or is the other.
     *
     * @throws IllegalArgumentException if the domains differ, because then no order is defined
     */
    public boolean isAtOrBefore(MariaDbGtid other) {
        if (domain != other.domain) {
            throw new IllegalArgumentException(this + " and " + other + " are of different domains");
        }
        return Long.compareUnsigned(sequence, other.sequence) <= 0;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
    }
}
