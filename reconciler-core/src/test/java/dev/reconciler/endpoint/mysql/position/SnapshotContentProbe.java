package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whether a snapshot's content lies between its bounds on a real server, beside four writers. S is what a snapshot shows, C the
 * lower bound of its content, H the upper bound position; the binary log tells where each transaction ends.
 *
 * <ol>
 *   <li>S shows each transaction that C contains.
 *   <li>Each transaction that S shows ends at or before H.
 * </ol>
 *
 * Shortcuts that look like such bounds must be found wrong, which shows that the load finds faults.
 *
 * <p>The system property {@code reconciler.test.snapshots} sets the number of snapshots of all variations together.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SnapshotContentProbe {
    private static final int ALL = Integer.getInteger("reconciler.test.snapshots", 2_000);
    private static final int ROTATION = 10;

    private final Flavor flavor;
    private final String[] serverSettings;
    private MySqlFamilyServer server;

    SnapshotContentProbe(Flavor flavor, String... serverSettings) {
        this.flavor = flavor;
        this.serverSettings = serverSettings;
    }

    @BeforeAll
    void startServer() {
        MySqlFamilyServer.Builder builder = MySqlFamilyServer.builder(flavor);
        for (String setting : serverSettings) {
            builder.setting(setting, "ON");
        }
        server = builder.start();
    }

    @AfterAll
    void closeServer() {
        if (server != null) {
            server.close();
        }
    }

    /** C, of a transaction that ends with the given group. */
    abstract boolean isInLowerBound(Seen seen, Logged.Group group);

    /** The GTIDs that were read, as if they were the content. */
    abstract boolean isInGtids(String gtids, Logged.Group group);

    /** What the observer does before each snapshot. */
    interface Disturbance {
        Disturbance NONE = (number, observer) -> {};

        void before(int number, Observer observer) throws SQLException;
    }

    static final Disturbance ROTATE = (number, observer) -> {
        if (number % ROTATION == ROTATION - 1) {
            observer.side().execute("FLUSH BINARY LOGS");
        }
    };

    /** A variation of the load. @param percent its share of the snapshots @param settings global variables, name=value */
    record Variation(String name, int percent, Load.Kind kind, Disturbance disturbance, String... settings) {
        int snapshots() {
            return Math.max(10, ALL * percent / 100);
        }
    }

    @Test
    void boundsHoldByDefaultAndShortcutsDoNot() throws SQLException {
        Tally tally = bounded(new Variation("default", 20, Load.Kind.PLAIN, Disturbance.NONE, "sync_binlog=1", "innodb_flush_log_at_trx_commit=1"));
        requireTeeth(tally);
    }

    @Test
    void boundsHoldWhenTheLogIsNotSynced() throws SQLException {
        bounded(new Variation("sync_binlog=0", 10, Load.Kind.PLAIN, Disturbance.NONE, "sync_binlog=0"));
    }

    @Test
    void boundsHoldBesideLargeTransactions() throws SQLException {
        bounded(new Variation("large transactions", 10, Load.Kind.LARGE, Disturbance.NONE, "sync_binlog=1"));
    }

    @Test
    void boundsHoldWhenTheLogRotates() throws SQLException {
        bounded(new Variation("rotation", 10, Load.Kind.PLAIN, ROTATE, "sync_binlog=1"));
    }

    @Test
    void xa() throws SQLException {
        Tally tally = run(new Variation("xa", 20, Load.Kind.XA, Disturbance.NONE, "sync_binlog=1"));
        System.out.println(tally);
    }

    /** Two of the shortcuts are those of both servers. */
    void requireTeeth(Tally tally) {
        assertThat(tally.beyond("log end before S as H", (s, t) -> isAt(t.commit(), s.endBefore()))).isPositive();
        assertThat(tally.lacking("log end before S as C", (s, t) -> isAt(t.commit(), s.endBefore()))).isPositive();
    }

    Tally bounded(Variation variation) throws SQLException {
        Tally tally = run(variation);
        assertThat(tally.unlogged("unlogged")).isZero();
        return tally;
    }

    private static boolean isAt(Logged.Group group, BinlogCoordinate position) {
        return group != null && group.end().compareTo(position) <= 0;
    }

    private Tally run(Variation variation) throws SQLException {
        for (String setting : variation.settings()) {
            server.execute("", "SET GLOBAL " + setting);
        }
        String database = server.createDatabase("probe");
        Load.createTables(server, database);
        List<Seen> snapshots = new ArrayList<>();
        Collection<Logged> log;
        long start = System.nanoTime();
        try (Observer observer = new Observer(server, database)) {
            observer.side().execute("FLUSH BINARY LOGS");
            String firstFile = observer.logEnd().file();
            try (Load load = new Load(server, database, variation.kind(), 1)) {
                for (int i = 0; i < variation.snapshots() && !load.hasFailed(); i++) {
                    variation.disturbance().before(i, observer);
                    snapshots.add(observer.snapshot(variation.kind() == Load.Kind.XA));
                }
                load.end(1);
            }
            log = LoadLog.read(observer.side(), firstFile);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Tally tally = new Tally(snapshots, log);
        tally.lacking("C holds what S lacks", (s, t) -> t.commit() != null && isInLowerBound(s, t.commit()));
        tally.beyond("S shows after H", (s, t) -> isAt(t.commit(), s.bound()));
        tally.exact("C exact", (s, t) -> t.commit() != null && isInLowerBound(s, t.commit()));
        tally.beyond("endBefore as H", (s, t) -> isAt(t.commit(), s.endBefore()));
        tally.lacking("endBefore as C", (s, t) -> isAt(t.commit(), s.endBefore()));
        tally.lacking("gtidsAfter as C", (s, t) -> t.commit() != null && isInGtids(s.gtidsAfter(), t.commit()));
        tally.lacking("gtidsBefore as C", (s, t) -> t.commit() != null && isInGtids(s.gtidsBefore(), t.commit()));
        tally.beyond("gtidsAfter as H", (s, t) -> isInGtids(s.gtidsAfter(), t.commit()));
        if (variation.kind() == Load.Kind.XA) {
            tally.lacking("PREPARE in C, any", (s, t) -> isInLowerBound(s, t.rows()));
            tally.lacking("PREPARE in C, committed ever", (s, t) -> t.commit() != null && isInLowerBound(s, t.rows()));
            tally.lacking("PREPARE in C and not in RECOVER before C", (s, t) -> t.commit() != null && isInLowerBound(s, t.rows()) && !s.preparedFirst().contains(t.id()));
            tally.lacking("PREPARE in C and not in RECOVER after C", (s, t) -> t.commit() != null && isInLowerBound(s, t.rows()) && !s.prepared().contains(t.id()));
            System.out.println("xa prepared " + log.stream().filter(Logged::xa).count() + " committed " + log.stream().filter(t -> t.xa() && t.commit() != null).count() + " onephase " + log.stream().filter(t -> !t.xa()).count());
        }
        System.out.println(flavor + " " + variation.name() + " ms=" + millis + " check ms=" + ((System.nanoTime() - start) / 1_000_000 - millis) + " " + tally);
        return tally;
    }
}
