package dev.reconciler.bench.campaign;

import dev.reconciler.testing.SmallDisk;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Faults that other users or administrators of the target cause. */
enum PressureFault implements Fault {
    /** The target has no free session for the daemon, and ends the daemon's sessions. */
    POOL_EXHAUSTED {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            CampaignServer side = random.nextBoolean() ? CampaignServer.TARGET : CampaignServer.SOURCE;
            LabServer server = world.server(side);
            server.refuseSessions();
            try {
                server.endSessions();
                Waits.pause(Waits.between(random, Duration.ofSeconds(3), Duration.ofSeconds(8)));
            } finally {
                server.admitSessions();
            }
        }
    },

    /** The target's administrator repeatedly cancels the daemon's statements. */
    STATEMENT_TIMEOUT {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            Instant end = Instant.now().plus(Waits.between(random, Duration.ofSeconds(3), Duration.ofSeconds(8)));
            while (Instant.now().isBefore(end)) {
                world.server(CampaignServer.TARGET).cancelStatements();
                Waits.pause(Duration.ofMillis(20));
            }
        }
    },

    /** The target's disk is full: the stream must wait, and must not lose a change. */
    DISK_FULL {
        @Override
        public String unavailable(Campaign campaign) {
            return campaign.world().disk.isPresent() ? "" : "mounting a small file system requires root";
        }

        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            SmallDisk disk = world.disk.orElseThrow();
            disk.fill();
            try {
                // More than the pages that the tables have free.
                long from = world.number(CampaignServer.SOURCE, "SELECT greatest(max(id) + 1, 2000000) FROM events");
                campaign.load()
                        .transaction(
                                "wide",
                                sql -> sql.execute(
                                        "INSERT INTO events SELECT %d + n, 'acme', repeat('wide ', 20), 0 FROM numbers WHERE n < 15000"
                                                .formatted(from)));
                Waits.until(Duration.ofSeconds(15), () -> FULL.matcher(world.waitingBecause())
                        .find());
                world.timeline.note("the stream: %s", world.waitingBecause());
                Waits.pause(Waits.between(random, Duration.ofSeconds(1), Duration.ofSeconds(5)));
            } finally {
                disk.free();
            }
        }
    },

    /** An application locks the rows that the daemon writes, in another order. */
    DEADLOCK {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            int died = 0;
            for (int round = 0; round < 8; round++) {
                try (Connection session = session(campaign);
                        Statement sql = session.createStatement()) {
                    session.setAutoCommit(false);
                    sql.execute(campaign.world()
                            .server(CampaignServer.TARGET)
                            .dialect()
                            .lockTimeout(5));
                    for (int account = CampaignLoad.HOT; account > 0; account--) {
                        sql.execute("SELECT 1 FROM accounts WHERE id = " + account + " FOR UPDATE");
                        Thread.sleep(10);
                    }
                    session.rollback();
                } catch (SQLException e) {
                    died++;
                }
            }
            campaign.world().timeline.note("%d of 8 sessions of the application were ended by a deadlock", died);
        }
    },

    /** An application holds locks on rows that the daemon writes for seconds. */
    ROW_LOCK {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            try (Connection session = session(campaign);
                    Statement sql = session.createStatement()) {
                session.setAutoCommit(false);
                sql.execute("SELECT 1 FROM accounts WHERE id <= " + CampaignLoad.HOT + " FOR UPDATE");
                Waits.pause(Waits.between(random, Duration.ofSeconds(3), Duration.ofSeconds(8)));
                session.rollback();
            }
        }
    };

    /** The message of a server whose disk is full. */
    private static final Pattern FULL = Pattern.compile("No space left|is full");

    private static Connection session(Campaign campaign) throws SQLException {
        return campaign.world().server(CampaignServer.TARGET).connect();
    }
}
