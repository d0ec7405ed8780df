package dev.reconciler.endpoint.mysql.position;

import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot S and what was read around it, in this order.
 *
 * @param endBefore end of the log
 * @param preparedFirst ids in XA RECOVER
 * @param gtidsBefore MySQL: gtid_executed; MariaDB: gtid_binlog_pos
 * @param prepared ids in XA RECOVER, again
 * @param exact MariaDB: Binlog_snapshot_file and _position, in S, which was opened just before
 * @param bound H: end of the log
 * @param gtidsAfter as gtidsBefore
 * @param rows ids that S shows
 */
record Seen(
        BinlogCoordinate endBefore,
        Set<Integer> preparedFirst,
        String gtidsBefore,
        Set<Integer> prepared,
        @Nullable BinlogCoordinate exact,
        BinlogCoordinate bound,
        String gtidsAfter,
        BitSet rows) {}
