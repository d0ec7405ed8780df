package dev.reconciler.endpoint.mysql.position;

import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A place in the logs of MariaDB, as in {@code gtid_binlog_pos}: the last transaction of each replication domain. Equal positions are
 * equal objects with the same text. Immutable.
 */
public final class MariaDbGtidPosition implements Gtids {
    /** The position before every transaction. */
    public static final MariaDbGtidPosition EMPTY = new MariaDbGtidPosition(new TreeMap<>());

    private final TreeMap<Long, MariaDbGtid> lastOfDomain;

    private MariaDbGtidPosition(TreeMap<Long, MariaDbGtid> lastOfDomain) {
        this.lastOfDomain = lastOfDomain;
    }

    /**
     * Reads {@code 0-1-42,7-1-3}, in any order of the domains; an empty text is the empty position.
     *
     * @throws IllegalArgumentException if the text is no GTID position, or names a domain twice
     */
    public static MariaDbGtidPosition parse(String text) {
        TreeMap<Long, MariaDbGtid> read = new TreeMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            MariaDbGtid gtid = MariaDbGtid.parse(part);
            if (read.put(gtid.domain(), gtid) != null) {
                throw new IllegalArgumentException(
                        "domain " + gtid.domain() + " twice in GTID position '" + text + "'");
            }
        }
        return new MariaDbGtidPosition(read);
    }

    /** The position after this transaction. The log's order is the order of calls: without strict mode, a sequence may go back. */
    public MariaDbGtidPosition with(MariaDbGtid gtid) {
        TreeMap<Long, MariaDbGtid> after = new TreeMap<>(lastOfDomain);
        after.put(gtid.domain(), gtid);
        return new MariaDbGtidPosition(after);
    }

    /** In each domain by the sequence. */
    @Override
    public boolean contains(Gtids other) {
        return ((MariaDbGtidPosition) other).lastOfDomain.values().stream().allMatch(gtid -> {
            MariaDbGtid own = lastOfDomain.get(gtid.domain());
            return own != null && gtid.isAtOrBefore(own);
        });
    }

    @Override
    public boolean isEmpty() {
        return lastOfDomain.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MariaDbGtidPosition that && lastOfDomain.equals(that.lastOfDomain);
    }

    @Override
    public int hashCode() {
        return lastOfDomain.hashCode();
    }

    /** The canonical text, which {@link #parse} reads: ascending by domain, no blanks. */
    @Override
    public String toString() {
        return lastOfDomain.values().stream().map(MariaDbGtid::toString).collect(Collectors.joining(","));
    }
}
