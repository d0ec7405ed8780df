package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.mysql.position.MariaDbSnapshotContent;
import dev.reconciler.endpoint.mysql.position.MySqlSnapshotContent;
import dev.reconciler.endpoint.mysql.position.PreparedXids;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.window.SnapshotAdmission;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps snapshots out that lack an XA transaction whose rows precede the stream: the log holds them at XA PREPARE, which the stream of
 * this process may not deliver, and its commit holds none. Each transaction that is prepared when the first snapshot asks must have
 * ended. An account that may not see them is not kept waiting.
 */
final class XaAdmission implements SnapshotAdmission {
    /** Those of the first snapshot that are still prepared; null before it. */
    private @Nullable Set<String> awaited;

    @Override
    public synchronized Optional<String> obstacle(SnapshotContent content) {
        Set<String> prepared = prepared(content).xids();
        if (awaited == null) {
            awaited = new HashSet<>(prepared);
        }
        awaited.retainAll(prepared);
        return awaited.isEmpty()
                ? Optional.empty()
                : Optional.of("XA transactions were prepared before the stream began and have not ended: "
                        + String.join("; ", new TreeSet<>(awaited))
                        + "; XA COMMIT or XA ROLLBACK them on the source if they were forgotten (XA RECOVER)");
    }

    private static PreparedXids prepared(SnapshotContent content) {
        return content instanceof MySqlSnapshotContent mySql
                ? mySql.prepared()
                : ((MariaDbSnapshotContent) content).prepared();
    }
}
