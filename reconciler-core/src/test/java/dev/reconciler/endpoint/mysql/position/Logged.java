package dev.reconciler.endpoint.mysql.position;

import org.jspecify.annotations.Nullable;

/**
 * A transaction of the load, as the binary log tells it. Under XA the log holds two groups, each with a GTID of its own: the rows
 * at XA PREPARE, and the XA COMMIT; otherwise both are the same group.
 *
 * @param id {@link Load#id}
 * @param isXa true if XA PREPARE logged it in a group of its own
 * @param rows the group with the rows
 * @param commit the group that made them visible; null if it never did
 */
record Logged(int id, boolean isXa, Group rows, @Nullable Group commit) {
    /** @param gtid as the server prints it @param end where the group ends in the log */
    record Group(String gtid, BinlogCoordinate end) {
        boolean endsBy(BinlogCoordinate position) {
            return end.compareTo(position) <= 0;
        }
    }

    boolean isCommitted() {
        return commit != null;
    }

    boolean isCommittedBy(BinlogCoordinate position) {
        return commit != null && commit.endsBy(position);
    }
}
