package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Faults of what the source keeps for the stream. */
enum StreamFault implements Fault {
    /**
     * An administrator drops the slot, or removes the files of the log that the daemon has not read: the stream never delivers some
     * commits. The daemon must refuse to continue; a resync must find the missing changes.
     */
    STREAM_LOST {
        @Override
        public boolean isCheap() {
            return false;
        }

        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            campaign.closeSegment();
            Instant since = Instant.now();
            world.supervisor.hold(true);
            world.supervisor.terminate();
            Waits.pause(Duration.ofSeconds(3)); // no stream contains the commits of this time
            if (!Waits.until(Duration.ofSeconds(30), () -> {
                world.server(CampaignServer.SOURCE).loseStream();
                return true;
            })) {
                world.timeline.violated("the daemon's part of the log can't be removed: a session still holds it");
            }
            requireRefusal(world);
            world.supervisor.resync(true);
            world.supervisor.hold(false);
            try {
                if (!Waits.until(Duration.ofSeconds(90), world.api::ready)) {
                    world.timeline.violated("serve --resync did not get ready within 90 s");
                }
            } finally {
                world.supervisor.resync(false);
            }
            campaign.recoverLostStream(since);
            campaign.openSegment();
        }
    },

    /** The log continues in another file, and an administrator removes those that the daemon has read. */
    LOG_ROTATED {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            for (int round = 0; round < 3; round++) {
                world.server(CampaignServer.SOURCE).rotateLog(world.checkpoint());
                Waits.pause(Waits.between(random, Duration.ofMillis(100), Duration.ofSeconds(2)));
            }
        }
    },

    /**
     * An administrator changes a source table's definition, but no column, while the daemon reads it: the statement must not wait
     * for a window, because everything else would wait behind it.
     */
    DEFINITION_CHANGED {
        @Override
        public void strike(Campaign campaign, RandomGenerator random) throws Exception {
            World world = campaign.world();
            LabServer source = world.server(CampaignServer.SOURCE);
            for (int round = 0; round < 3; round++) {
                long start = System.nanoTime();
                source.execute(
                        "CREATE INDEX by_tenant ON docs (tenant_id)",
                        source.dialect().dropIndex("by_tenant", "docs"));
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                if (seconds > LONGEST_WAIT) {
                    world.timeline.violated("a table's definition could not be changed for %d s", seconds);
                }
                Waits.pause(Waits.between(random, Duration.ofMillis(100), Duration.ofSeconds(3)));
            }
        }
    };

    private static final int LONGEST_WAIT = 20;

    private static void requireRefusal(World world) throws InterruptedException {
        Process plain = world.supervisor.another(world.directory.resolve("reconciler.yaml"), "refused.log");
        try {
            if (!plain.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
                world.timeline.violated("serve continues although a part of the log is missing");
            } else if (plain.exitValue() == 0) {
                world.timeline.violated("serve ended with 0 although a part of the log is missing");
            }
        } finally {
            plain.destroyForcibly();
        }
    }
}
