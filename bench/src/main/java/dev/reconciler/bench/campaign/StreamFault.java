package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Faults of the stream's slot on the source. */
enum StreamFault implements Fault {
    /**
     * An administrator drops the slot: the stream never delivers later commits. The daemon must refuse to continue; a resync must
     * find the missing changes.
     */
    SLOT_DROPPED {
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
            String slot = "reconciler_" + World.PIPELINE;
            if (!Waits.until(Duration.ofSeconds(30), () -> {
                world.execute(CampaignServer.SOURCE, "SELECT pg_drop_replication_slot('" + slot + "')");
                return true;
            })) {
                world.timeline.violated("the slot can't be dropped: a session still holds it");
            }
            Waits.pause(Duration.ofSeconds(3)); // no stream contains the commits of this time
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
    };

    private static void requireRefusal(World world) throws InterruptedException {
        Process plain = world.supervisor.another(world.directory.resolve("reconciler.yaml"), "refused.log");
        try {
            if (!plain.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
                world.timeline.violated("serve continues although the slot is missing");
            } else if (plain.exitValue() == 0) {
                world.timeline.violated("serve ended with 0 although the slot is missing");
            }
        } finally {
            plain.destroyForcibly();
        }
    }
}
