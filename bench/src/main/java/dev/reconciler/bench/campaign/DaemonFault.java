package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Faults of the daemon's process. */
enum DaemonFault implements Fault {
    /** SIGKILL at any moment. */
    KILL {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) {
            campaign.world().supervisor.kill();
        }
    },

    /** SIGKILL while a checksum runs. */
    KILL_IN_RUN {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            try {
                world.api.post("/api/v1/pipelines/" + World.PIPELINE + "/runs", Map.of("job", "checksum"));
            } catch (java.io.IOException e) {
                world.timeline.note(
                        "own run not started: %s", String.valueOf(e.getMessage())); // the schedule's is running
            }
            Waits.until(
                    Duration.ofSeconds(20),
                    5,
                    () -> world.number(
                                    CampaignServer.CONTROL,
                                    "SELECT count(*) FROM reconciler.run WHERE job = 'checksum' AND state = 'RUNNING'")
                            > 0);
            Waits.pause(Duration.ofMillis(random.nextInt(300)));
            world.supervisor.kill();
        }
    },

    /** SIGKILL at the moment in which a correction appears in the target's journal, so that its discrepancy's state may be behind. */
    KILL_IN_CORRECTION {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            String corrections = "SELECT count(*) FROM reconciler.journal";
            long before = world.number(CampaignServer.TARGET, corrections);
            campaign.drift().inject(CampaignDrift.ROGUE_UPDATE);
            campaign.drift().inject(CampaignDrift.ROGUE_DELETE);
            Waits.until(Duration.ofSeconds(40), 2, () -> world.number(CampaignServer.TARGET, corrections) > before);
            world.supervisor.kill();
        }
    },

    /** SIGTERM: it must end in order, and resume at once. */
    RESTART {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            campaign.world().supervisor.terminate();
        }
    },

    /** SIGSTOP: its sessions stay open, its lease may run out. */
    STOP_AND_CONTINUE {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            Supervisor supervisor = campaign.world().supervisor;
            supervisor.signal("STOP");
            try {
                Waits.pause(
                        campaign.isShort()
                                ? Duration.ofSeconds(8)
                                : Waits.between(random, Duration.ofSeconds(5), Duration.ofSeconds(20)));
            } finally {
                supervisor.signal("CONT");
            }
        }
    },

    /** A second daemon on the same pipeline: it must refuse, and change nothing. */
    SECOND_DAEMON {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            String epoch = "SELECT epoch FROM reconciler.checkpoint";
            if (!Waits.until(Duration.ofSeconds(60), world.api::ready)) {
                world.timeline.violated("the first daemon is not ready, so a second one would prove nothing");
                return;
            }
            int starts = world.supervisor.starts();
            long before = world.number(CampaignServer.TARGET, epoch);
            Process second = world.supervisor.another(world.config("second.yaml", 0), "second.log");
            try {
                if (!second.waitFor(90, TimeUnit.SECONDS)) {
                    world.timeline.violated("a second daemon neither refused nor ended within 90 s");
                } else if (second.exitValue() == 0) {
                    world.timeline.violated("a second daemon ended with 0");
                }
            } finally {
                second.destroyForcibly();
            }
            if (world.supervisor.starts() == starts && world.number(CampaignServer.TARGET, epoch) != before) {
                world.timeline.violated("a second daemon took the lease from a living one");
            }
        }
    },

    /** The wall clock is set forward or back by up to an hour, and then corrected. */
    CLOCK_JUMP {
        @Override
        public String unavailable(Campaign campaign) {
            return campaign.world().clock.isAvailable()
                    ? ""
                    : "libfaketime is not installed (apt-get install libfaketime)";
        }

        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            Duration jump = Duration.ofSeconds(random.nextLong(30, 3600));
            campaign.world().clock.set(random.nextBoolean() ? jump : jump.negated());
            try {
                Waits.pause(Waits.between(random, Duration.ofSeconds(4), Duration.ofSeconds(12)));
            } finally {
                campaign.world().clock.set(Duration.ZERO);
            }
        }
    },

    /** SIGKILL while the target is filled. Only at the beginning. */
    KILL_IN_BACKFILL {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            Waits.until(
                    Duration.ofSeconds(60),
                    2,
                    () -> world.number(
                                    CampaignServer.TARGET,
                                    "SELECT count(*) FROM reconciler.table_state WHERE state IN ('FILLING', 'LIVE')")
                            > 0);
            Waits.pause(Duration.ofMillis(random.nextInt(200)));
            world.supervisor.kill();
        }
    },

    /** SIGKILL while the daemon creates the control store. Only at the beginning. */
    KILL_IN_MIGRATION {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            if (!Waits.until(
                    Duration.ofSeconds(60),
                    1,
                    () -> world.number(
                                    CampaignServer.CONTROL,
                                    "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'reconciler'")
                            > 0)) {
                throw new IllegalStateException("the daemon does not start; see its log in " + world.directory);
            }
            Waits.pause(Duration.ofMillis(random.nextInt(150)));
            world.supervisor.kill();
        }
    };

    /** Returns whether it is possible only during the daemon's first start. */
    boolean isOfBeginning() {
        return this == KILL_IN_BACKFILL || this == KILL_IN_MIGRATION;
    }
}
