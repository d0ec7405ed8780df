package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.testing.mysql.Flavor;
import java.util.Objects;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbSnapshotContentTest extends SnapshotContentProbe {
    MariaDbSnapshotContentTest() {
        super(Flavor.MARIADB);
    }

    @Override
    boolean isInLowerBound(Seen seen, Logged.Group group) {
        return group.end().compareTo(Objects.requireNonNull(seen.exact())) <= 0;
    }

    @Override
    boolean isInGtids(String gtids, Logged.Group group) {
        return MariaDbGtid.parse(group.gtid()).isAtOrBefore(MariaDbGtid.parse(gtids));
    }
}
