package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.reliability.DaemonMain.Point;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGKILL ends the daemon's process repeatedly, at any step of a batch, while the source continues. */
@Tag("system")
class DaemonKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SIGKILL = 128 + 9;
    private static final int KILLS = Integer.getInteger("reliability.kills", 10);
    private static final long SEED = Long.getLong("reliability.seed", 1);

    /** Records for each change of the target whether it is newer than the replaced version. A batch applied twice is not. */
    private static final String WITNESS = """
            CREATE TABLE repeated (tab text, old bigint, new bigint);
            CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO repeated VALUES (TG_TABLE_NAME, OLD.version, NEW.version);
                RETURN NULL;
            END $$;
            CREATE TRIGGER witness AFTER UPDATE ON accounts FOR EACH ROW
                WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION witness()""";

    private static final String INTERLEAVED =
            "INSERT INTO accounts SELECT i, 't0', 'interleaved', 0, 1 FROM generate_series(7001, 7002) i";

    private final Random random = new Random(SEED);
    private final Map<Point, Integer> deaths = new EnumMap<>(Point.class);

    @Test
    void sigkillAnywhereLosesNothingAndRepeatsNothing() throws Exception {
        try (Lab lab = new Lab()) {
            lab.fillBoth(40, 3);
            lab.source.execute("shop", INTERLEAVED);
            lab.target.execute("shop", INTERLEAVED);
            lab.target.execute("shop", WITNESS);
            String config = lab.configFile("live", "apply: {batchRows: 50, queueRows: 500, leaseTtl: 2s}")
                    .toString();
            // The stream begins with the slot: it must deliver every commit of the source from here on.
            try (ChildJvm first = daemon(config, Point.NEVER, 1)) {
                await().atMost(PATIENCE).until(() -> first.output().contains(DaemonMain.STARTED) || !first.isAlive());
                assertThat(first.isAlive()).as(first.output()).isTrue();
                first.kill();
            }
            long committed;
            try (Interleaved open = new Interleaved(lab);
                    Load load = new Load(lab.source, 40, 2, SEED, Duration.ofMillis(3))) {
                open.begin();
                for (int kill = 0; kill < KILLS; kill++) {
                    die(lab, config, kill);
                    open.commitAndBegin();
                }
                load.close();
                open.finish();
                committed = load.committed() + open.committed();
            }
            try (ChildJvm last = daemon(config, Point.NEVER, 1)) {
                await().atMost(PATIENCE).until(lab::isEqual);
                // Marks of an idle source advance the position; they are not transactions that changed rows.
                assertThat(lab.applied()).isEqualTo(committed);
            }
            System.out.printf("kills %d %s, seed %d, transactions %d%n", KILLS, deaths, SEED, committed);
            assertThat(deaths.getOrDefault(Point.BEFORE_COMMIT, 0) + deaths.getOrDefault(Point.AFTER_DATA, 0))
                    .isGreaterThanOrEqualTo(3);
            assertThat(deaths.getOrDefault(Point.AFTER_COMMIT, 0) + deaths.getOrDefault(Point.BEFORE_ACKNOWLEDGE, 0))
                    .isGreaterThanOrEqualTo(3);
            assertThat(lab.differences()).isEmpty();
            assertThat(lab.target.query("shop", "SELECT * FROM repeated")).isEmpty();
            assertThat(lab.parkedEvents()).isEmpty();
        }
    }

    /** Starts a daemon and kills it: at a point of a batch, or (NEVER) at a random moment from outside. */
    private void die(Lab lab, String config, int kill) throws InterruptedException {
        Point point = List.of(
                        Point.BEFORE_COMMIT,
                        Point.AFTER_COMMIT,
                        Point.AFTER_DATA,
                        Point.BEFORE_ACKNOWLEDGE,
                        Point.NEVER,
                        Point.BEFORE_DATA)
                .get(kill % 6);
        long before = applied(lab);
        try (ChildJvm daemon = daemon(config, point, 1 + random.nextInt(20))) {
            if (point == Point.NEVER) {
                long reached = before + 1 + random.nextInt(300);
                await().atMost(PATIENCE).until(() -> applied(lab) >= reached || !daemon.isAlive());
                daemon.kill();
            }
            assertThat(daemon.await(PATIENCE.toSeconds())).as(daemon.output()).isEqualTo(SIGKILL);
        }
        deaths.merge(point, 1, Integer::sum);
    }

    private static ChildJvm daemon(String config, Point point, int batch) {
        return new ChildJvm(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                DaemonMain.class,
                config,
                point.name(),
                String.valueOf(batch));
    }

    private static long applied(Lab lab) {
        return lab.target
                                .query("shop", "SELECT to_regclass('reconciler.checkpoint') AS t")
                                .get(0)
                                .get("t")
                        == null
                ? 0
                : lab.target.query("shop", "SELECT coalesce(max(sequence), 0) AS s FROM reconciler.checkpoint").stream()
                        .mapToLong(row -> (Long) row.get("s"))
                        .sum();
    }

    /** Two transactions that stay open across a death, each begun before the other ends. */
    private static final class Interleaved implements AutoCloseable {
        private final Connection[] sessions;
        private int turn;
        private long committed;

        Interleaved(Lab lab) throws java.sql.SQLException {
            sessions = new Connection[] {lab.source.connect("shop"), lab.source.connect("shop")};
            for (Connection session : sessions) {
                session.setAutoCommit(false);
            }
        }

        void begin() throws java.sql.SQLException {
            write(0);
            write(1);
        }

        void commitAndBegin() throws java.sql.SQLException {
            write(turn);
            sessions[turn].commit();
            committed++;
            write(turn);
            turn = 1 - turn;
        }

        void finish() throws java.sql.SQLException {
            for (Connection session : sessions) {
                session.commit();
                committed++;
            }
        }

        long committed() {
            return committed;
        }

        private void write(int session) throws java.sql.SQLException {
            try (Statement statement = sessions[session].createStatement()) {
                statement.execute("UPDATE accounts SET version = version + 1 WHERE id = " + (7001 + session));
            }
        }

        @Override
        public void close() throws java.sql.SQLException {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }
}
