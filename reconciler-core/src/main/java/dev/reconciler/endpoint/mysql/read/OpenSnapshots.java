package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.schema.Side;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open snapshots of one database. They end while a change of a table's definition waits. */
final class OpenSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSnapshots.class);

    private static final Set<String> WAITS =
            Set.of("Waiting for table metadata lock", "Waiting for schema metadata lock", "Waiting for table flush");

    private final Side side;
    private final DataSource pool;
    private final Set<SnapshotLocks> open = ConcurrentHashMap.newKeySet();

    OpenSnapshots(Side side, DataSource pool) {
        this.side = side;
        this.pool = pool;
    }

    MySqlSnapshot add(MySqlSnapshot snapshot) {
        open.add(snapshot.locks());
        return snapshot;
    }

    /**
     * The server's list of sessions does not name the session that holds the lock, so a wait for an application's lock ends the
     * snapshots too. An account without PROCESS sees its own sessions only.
     */
    void endBlocking() {
        open.removeIf(SnapshotLocks::areClosed);
        List<SnapshotLocks> locking =
                open.stream().filter(SnapshotLocks::areHeld).toList();
        if (locking.isEmpty()) {
            return;
        }
        try (MySqlSession session = MySqlSession.open(side.noun(), pool)) {
            if (isAnyoneWaiting(session, locking)) {
                LOG.info(
                        "snapshots ended side={} count={}: a session waits to change a table's definition",
                        side.noun(),
                        locking.size());
                locking.forEach(locks -> locks.end(session));
            }
        }
    }

    /** The view PROCESSLIST fails on MySQL while a statement runs that holds a character beyond three bytes of UTF-8. */
    private static boolean isAnyoneWaiting(MySqlSession session, List<SnapshotLocks> own) {
        Set<String> ours = own.stream().map(SnapshotLocks::sessionId).collect(Collectors.toSet());
        AtomicBoolean waiting = new AtomicBoolean();
        session.each("the sessions that wait for tables", "SHOW PROCESSLIST", List.of(), row -> {
            if (WAITS.contains(String.valueOf(row.getString("State"))) && !ours.contains(row.getString("Id"))) {
                waiting.set(true);
            }
        });
        return waiting.get();
    }
}
