package dev.reconciler.bench.campaign;

import java.time.Duration;

/**
 * Counts whether each source transaction took effect once: the target's own count of them against the source's log of commits. At
 * the loss of the stream (a dropped slot), one segment ends and another begins.
 */
final class Segments {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final World world;
    private final CampaignLoad load;
    private long applied;
    private long committed;
    private long tooMany;
    private long tooFew;

    Segments(World world, CampaignLoad load) {
        this.world = world;
        this.load = load;
    }

    /** Begins a segment. The load pauses until the target has caught up. */
    void open() throws InterruptedException {
        load.idle(() -> {
            settle();
            applied = world.applied();
            committed = world.committed();
        });
    }

    /** Ends the segment, and adds its counts. */
    void close() throws InterruptedException {
        load.idle(() -> {
            settle();
            long effects = world.applied() - applied;
            long commits = world.committed() - committed;
            world.timeline.say("%d transactions committed, %d applied", commits, effects);
            tooMany += Math.max(0, effects - commits);
            tooFew += Math.max(0, commits - effects);
        });
    }

    private void settle() throws InterruptedException {
        if (!world.recovers(PATIENCE)) {
            world.timeline.violated("the target has not caught up within %d s", PATIENCE.toSeconds());
        }
    }

    /** Returns the number of transactions that took effect more than once. */
    long tooMany() {
        return tooMany;
    }

    /** Returns the number of transactions without an effect. */
    long tooFew() {
        return tooFew;
    }
}
