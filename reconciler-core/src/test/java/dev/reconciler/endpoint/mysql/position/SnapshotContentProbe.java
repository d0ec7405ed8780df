package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.position.Variation.Disturbance;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Requires that a snapshot's content lies between its bounds on a real server, beside four writers. S is what a snapshot shows, C the
 * lower bound of its content, H the upper bound position; the binary log tells where each transaction ends.
 *
 * <ol>
 *   <li>S shows each transaction that C contains.
 *   <li>Each transaction that S shows ends at or before H.
 * </ol>
 *
 * <p><b>XA.</b> The log holds the rows at XA PREPARE, and the XA COMMIT as a group of its own. The first says nothing about
 * visibility. The second does not suffice on MariaDB: {@code Binlog_snapshot_position} covers an XA COMMIT that is logged and not
 * yet visible. The rule that holds on both: read the position (MySQL: {@code gtid_executed}; MariaDB: the end of the log), then
 * XA RECOVER, then open S; C contains an XA transaction if the position covers its XA COMMIT and XA RECOVER lacks its xid. A
 * logged XA PREPARE and an xid that XA RECOVER lacks prove nothing: a prepared transaction is in the log before it is in XA
 * RECOVER.
 *
 * <p>Shortcuts that look like such bounds must be found wrong, which shows that the load finds faults. The system property
 * {@code reconciler.test.snapshots} sets the number of snapshots of all variations together.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SnapshotContentProbe {
    private static final int KILLS = 4;
    /** Makes each commit wait for the disk, so that its steps lie far apart. */
    private static final List<String> DURABLE = List.of("sync_binlog=1", "innodb_flush_log_at_trx_commit=1");

    private final Flavor flavor;
    private final Map<String, String> serverSettings;
    private final List<Tally> tallies = new ArrayList<>();
    private MySqlFamilyServer server;

    SnapshotContentProbe(Flavor flavor, Map<String, String> serverSettings) {
        this.flavor = flavor;
        this.serverSettings = serverSettings;
    }

    @BeforeAll
    void startServer() {
        server = MySqlFamilyServer.builder(flavor).settings(serverSettings).start();
    }

    @AfterAll
    void closeServer() {
        tallies.forEach(System.out::println);
        if (server != null) {
            server.close();
        }
    }

    MySqlFamilyServer server() {
        return server;
    }

    /** C, in which XA transactions are judged by the XA rule. */
    abstract Tally.Content lowerBound();

    /** C, in which a transaction is judged by its last group alone, XA or not. */
    abstract Tally.Content lowerBoundByCommit();

    /** The transactions whose rows, at XA PREPARE, are in C or before it. */
    abstract Tally.Content lowerBoundByRows();

    /** Other lower bounds of S, which hold less than C, by name. */
    Map<String, Tally.Content> lesserBounds() {
        return Map.of();
    }

    /** Shortcuts that read GTIDs and are wrong, by name. */
    abstract Map<String, Tally.Content> wrongContents();

    static final Tally.Content BOUND = seen -> t -> t.isCommittedBy(seen.bound());
    static final Tally.Content END_BEFORE = seen -> t -> t.isCommittedBy(seen.endBefore());

    @Test
    void boundsHoldWithDefaultSettingsWhereGtidShortcutsFail() throws SQLException {
        Tally tally = bounded(new Variation("default", 25, Load.Kind.PLAIN, Disturbance.NONE));

        tally.beyond("end before S as H", END_BEFORE);
        tally.lacking("end before S as C", END_BEFORE);
        wrongContents()
                .forEach((name, content) ->
                        assertThat(tally.lacking(name, content)).as(name).isPositive());
    }

    @Test
    void boundsHoldWhenTheLogIsNotSynced() throws SQLException {
        Tally tally = bounded(new Variation("sync_binlog=0", 10, Load.Kind.PLAIN, Disturbance.NONE, "sync_binlog=0"));

        assertThat(tally.beyond("end before S as H", END_BEFORE))
                .as("a bound that is read before S")
                .isPositive();
    }

    @Test
    void boundsHoldBesideLargeTransactions() throws SQLException {
        bounded(new Variation("large transactions", 10, Load.Kind.LARGE, Disturbance.NONE));
    }

    @Test
    void boundsHoldWhenTheLogRotates() throws SQLException {
        bounded(new Variation("rotation", 10, Load.Kind.PLAIN, Disturbance.ROTATION_OF_THE_LOG));
    }

    @Test
    void boundsHoldUnderXaByTheXaRule() throws SQLException {
        Tally tally = bounded(new Variation("xa", 20, Load.Kind.XA, Disturbance.NONE));

        assertThat(tally.lacking(
                        "rows in C, prepared only",
                        seen -> t -> t.isXa() && lowerBoundByRows().apply(seen).test(t)))
                .as("a logged XA PREPARE shows nothing")
                .isPositive();
        assertThat(tally.lacking("no XA, last group in C", seen -> {
                    var byCommit = lowerBoundByCommit().apply(seen);
                    return t -> !t.isXa() && byCommit.test(t);
                }))
                .isZero();
        tally.lacking("last group in C", lowerBoundByCommit());
        tally.lacking("rows in C and not in XA RECOVER, committed", seen -> {
            var byRows = lowerBoundByRows().apply(seen);
            return t -> t.isCommitted() && byRows.test(t) && !seen.prepared().contains(t.id());
        });
        tally.lacking(
                "rows by end before S, not in XA RECOVER, committed",
                seen -> t -> t.isCommitted()
                        && t.rows().endsBy(seen.endBefore())
                        && !seen.preparedFirst().contains(t.id()));
    }

    /** After each recovery, the snapshots show what any snapshot or acknowledgement showed before the server was killed. */
    @Test
    void boundsHoldAcrossKillsOfTheServer() throws SQLException {
        Variation variation = new Variation("killed server", 15, Load.Kind.PLAIN, Disturbance.NONE);
        String database = prepare(variation);
        String firstFile = rotate(database);
        List<Seen> snapshots = new ArrayList<>();
        BitSet known = new BitSet();
        int first = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            try (Observer observer = new Observer(server, database);
                    Load load = new Load(server, database, variation.kind(), first)) {
                List<Seen> phase = observe(variation, variation.snapshots() / KILLS, observer, load);
                phase.forEach(seen -> assertThat(lost(known, seen)).isEqualTo(new BitSet()));
                phase.forEach(seen -> known.or(seen.rows()));
                snapshots.addAll(phase);
                load.mayLoseServer();
                server.kill();
                known.or(load.end());
            }
            first = known.length() / Load.WRITERS + 2;
            server.start();
            set(variation);
        }
        try (Observer observer = new Observer(server, database)) {
            snapshots.add(observer.snapshot(false));
            assertThat(lost(known, snapshots.get(snapshots.size() - 1))).isEqualTo(new BitSet());
            verify(new Tally(flavor + " " + variation.name(), snapshots, LoadLog.read(observer.side(), firstFile)));
        }
    }

    private static BitSet lost(BitSet known, Seen seen) {
        BitSet lost = (BitSet) known.clone();
        lost.andNot(seen.rows());
        return lost;
    }

    /** Runs the variation and requires both bounds. */
    final Tally bounded(Variation variation) throws SQLException {
        long start = System.nanoTime();
        String database = prepare(variation);
        String firstFile = rotate(database);
        try (Observer observer = new Observer(server, database)) {
            List<Seen> snapshots;
            try (Load load = new Load(server, database, variation.kind(), 1)) {
                snapshots = observe(variation, variation.snapshots(), observer, load);
                load.end();
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            return verify(new Tally(
                    flavor + " " + variation.name() + " (" + seconds + " s)",
                    snapshots,
                    LoadLog.read(observer.side(), firstFile)));
        }
    }

    private Tally verify(Tally tally) {
        tallies.add(tally);
        int lacking = tally.lacking("C holds what S lacks", lowerBound());
        int beyond = tally.beyond("S shows what lies after H", BOUND);
        int unlogged = tally.unlogged();
        tally.exact("C exact", lowerBound());
        lesserBounds()
                .forEach((name, content) ->
                        assertThat(tally.lacking(name, content)).as(name).isZero());

        assertThat(lacking).as("snapshots that lack a transaction of C").isZero();
        assertThat(beyond).as("snapshots that show a transaction after H").isZero();
        assertThat(unlogged)
                .as("snapshots that show a transaction that is not in the log")
                .isZero();
        return tally;
    }

    private static List<Seen> observe(Variation variation, int count, Observer observer, Load load)
            throws SQLException {
        List<Seen> snapshots = new ArrayList<>();
        while (snapshots.size() < count && !load.hasFailed()) {
            variation.disturbance().before(snapshots.size(), observer);
            snapshots.add(observer.snapshot(variation.kind() == Load.Kind.XA));
        }
        return snapshots;
    }

    private String prepare(Variation variation) {
        set(variation);
        String database = server.createDatabase("probe");
        Load.createTables(server, database);
        return database;
    }

    private void set(Variation variation) {
        DURABLE.forEach(setting -> server.execute("", "SET GLOBAL " + setting));
        variation.settings().forEach(setting -> server.execute("", "SET GLOBAL " + setting));
    }

    /** Begins a log file and returns its name. */
    private String rotate(String database) throws SQLException {
        try (Observer observer = new Observer(server, database)) {
            observer.side().execute("FLUSH BINARY LOGS");
            return observer.logEnd().file();
        }
    }
}
