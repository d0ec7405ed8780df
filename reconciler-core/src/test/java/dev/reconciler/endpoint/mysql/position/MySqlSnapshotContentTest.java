package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MySqlSnapshotContentTest extends SnapshotContentProbe {
    MySqlSnapshotContentTest() {
        super(Flavor.MYSQL, "binlog_rows_query_log_events");
    }

    @Override
    boolean isInLowerBound(Seen seen, Logged.Group group) {
        return isInGtids(seen.gtidsBefore(), group);
    }

    @Override
    boolean isInGtids(String gtids, Logged.Group group) {
        return GtidSet.parse(gtids).contains(Gtid.parse(group.gtid()));
    }
}
