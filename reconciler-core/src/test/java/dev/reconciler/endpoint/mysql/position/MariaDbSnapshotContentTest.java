package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.position.Variation.Disturbance;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MariaDB: C is {@code Binlog_snapshot_file} and {@code Binlog_snapshot_position}, read in S; exact without XA. */
@Tag("db")
class MariaDbSnapshotContentTest extends SnapshotContentProbe {
    MariaDbSnapshotContentTest() {
        super(Flavor.MARIADB, Map.of());
    }

    @Override
    Tally.Content lowerBound() {
        return seen -> t -> t.isXa()
                ? t.isCommittedBy(seen.endBefore()) && !seen.preparedFirst().contains(t.id())
                : t.isCommittedBy(exact(seen));
    }

    @Override
    Tally.Content lowerBoundByCommit() {
        return seen -> t -> t.isCommittedBy(exact(seen));
    }

    @Override
    Tally.Content lowerBoundByRows() {
        return seen -> t -> t.rows().endsBy(exact(seen));
    }

    private static BinlogCoordinate exact(Seen seen) {
        return Objects.requireNonNull(seen.exact());
    }

    @Override
    Map<String, Tally.Content> wrongContents() {
        return Map.of(
                "gtid_binlog_pos before S as C", seen -> committedBy(seen.gtidsBefore()),
                "gtid_binlog_pos after S as C", seen -> committedBy(seen.gtidsAfter()));
    }

    private static Predicate<Logged> committedBy(String gtid) {
        MariaDbGtid last = MariaDbGtid.parse(gtid);
        return t -> t.isCommitted()
                && MariaDbGtid.parse(Objects.requireNonNull(t.commit()).gtid()).isAtOrBefore(last);
    }

    @Test
    void contentIsExactWithoutXa() throws SQLException {
        Tally tally = bounded(new Variation("exact", 5, Load.Kind.PLAIN, Disturbance.NONE));

        assertThat(tally.exact("C exact", lowerBound()))
                .isEqualTo(tally.snapshots().size());
    }

    @Test
    void boundsHoldUnderSemiSynchronousReplication() throws SQLException {
        server().execute(
                        "",
                        "SET GLOBAL rpl_semi_sync_master_timeout = 10",
                        "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC");
        Tally tally = bounded(new Variation(
                "semi-sync AFTER_SYNC",
                10,
                Load.Kind.PLAIN,
                Disturbance.semiSync("rpl_semi_sync_master_enabled"),
                "sync_binlog=0"));
        server().execute("", "SET GLOBAL rpl_semi_sync_master_enabled = OFF");

        assertThat(tally.lacking("end before S as C", END_BEFORE))
                .as("logged, and waiting to become visible")
                .isPositive();
    }

    /** A rotation moves the coordinate past transactions that wait for a replica. */
    @Test
    void boundsHoldWhenTheLogRotatesUnderSemiSynchronousReplication() throws SQLException {
        server().execute(
                        "",
                        "SET GLOBAL rpl_semi_sync_master_timeout = 10",
                        "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC");
        Disturbance semiSync = Disturbance.semiSync("rpl_semi_sync_master_enabled");
        bounded(new Variation(
                "semi-sync AFTER_SYNC and rotation",
                10,
                Load.Kind.PLAIN,
                (number, observer) -> {
                    semiSync.before(number, observer);
                    LockSupport.parkNanos(2_000_000); // transactions begin to wait
                    observer.side().execute("FLUSH BINARY LOGS");
                },
                "sync_binlog=0"));
        server().execute("", "SET GLOBAL rpl_semi_sync_master_enabled = OFF");
    }
}
