package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.position.Variation.Disturbance;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MySQL: C is {@code gtid_executed}, read before S is opened. */
@Tag("db")
class MySqlSnapshotContentTest extends SnapshotContentProbe {
    MySqlSnapshotContentTest() {
        super(Flavor.MYSQL, Map.of("binlog_rows_query_log_events", "ON"));
    }

    @Override
    Tally.Content lowerBound() {
        return seen -> {
            GtidSet before = GtidSet.parse(seen.gtidsBefore());
            return t -> t.isCommitted()
                    && before.contains(
                            Gtid.parse(Objects.requireNonNull(t.commit()).gtid()))
                    && !(t.isXa() && seen.prepared().contains(t.id()));
        };
    }

    @Override
    Tally.Content lowerBoundByCommit() {
        return seen -> committedIn(seen.gtidsBefore());
    }

    @Override
    Tally.Content lowerBoundByRows() {
        return seen -> {
            GtidSet before = GtidSet.parse(seen.gtidsBefore());
            return t -> before.contains(Gtid.parse(t.rows().gtid()));
        };
    }

    /** The server begins a file once it has executed every transaction of the former one. It needs no GTIDs. */
    @Override
    Map<String, Tally.Content> lesserBounds() {
        return Map.of("start of the log's last file before S as C", seen -> {
            BinlogCoordinate start = new BinlogCoordinate(seen.endBefore().file(), 4);
            return t -> t.isCommittedBy(start) && !(t.isXa() && seen.prepared().contains(t.id()));
        });
    }

    @Override
    Map<String, Tally.Content> wrongContents() {
        return Map.of("gtid_executed after S as C", seen -> committedIn(seen.gtidsAfter()));
    }

    private static Predicate<Logged> committedIn(String gtids) {
        GtidSet set = GtidSet.parse(gtids);
        return t -> t.isCommitted()
                && set.contains(Gtid.parse(Objects.requireNonNull(t.commit()).gtid()));
    }

    @Test
    void boundsHoldWhenCommitsLeaveTheOrderOfTheLog() throws SQLException {
        bounded(new Variation(
                "binlog_order_commits=OFF", 10, Load.Kind.PLAIN, Disturbance.NONE, "binlog_order_commits=OFF"));
        server().execute("", "SET GLOBAL binlog_order_commits = ON");
    }

    @Test
    void boundsHoldUnderSemiSynchronousReplication() throws SQLException {
        server().execute(
                        "",
                        "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                        "SET GLOBAL rpl_semi_sync_source_timeout = 10");
        Tally tally = bounded(new Variation(
                "semi-sync AFTER_SYNC",
                10,
                Load.Kind.PLAIN,
                Disturbance.semiSync("rpl_semi_sync_source_enabled"),
                "sync_binlog=0"));
        server().execute("", "SET GLOBAL rpl_semi_sync_source_enabled = OFF");

        assertThat(tally.lacking("end before S as C", END_BEFORE))
                .as("logged, and waiting to become visible")
                .isPositive();
    }
}
