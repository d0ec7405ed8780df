package dev.reconciler.endpoint.mysql.position;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The XA transactions that XA RECOVER returned.
 *
 * @param known false if the account may not run it: then any transaction may be prepared
 * @param xids as the log spells them
 */
public record PreparedXids(boolean known, Set<String> xids) {
    public static final PreparedXids UNKNOWN = new PreparedXids(false, Set.of());

    private static final String NONE_KNOWN = "?";

    public PreparedXids {
        xids = Set.copyOf(xids);
    }

    /** Reads what {@link #toString} wrote. */
    public static PreparedXids parse(String text) {
        return text.equals(NONE_KNOWN)
                ? UNKNOWN
                : new PreparedXids(true, text.isEmpty() ? Set.of() : Set.copyOf(List.of(text.split(" ", -1))));
    }

    /** Returns whether the transaction is known not to be prepared; one without xid never is. */
    public boolean lacks(String xid) {
        return xid.isEmpty() || known && !xids.contains(xid);
    }

    @Override
    public String toString() {
        return known ? String.join(" ", new TreeSet<>(xids)) : NONE_KNOWN;
    }
}
