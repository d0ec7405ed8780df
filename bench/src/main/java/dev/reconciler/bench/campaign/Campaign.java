package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.score.Score;
import dev.reconciler.bench.lab.score.ScoredDrift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** One campaign: the daemon under load, faults and drift, then a time without them, then the verdict. */
public final class Campaign {
    private static final Duration RECOVERY = Duration.ofSeconds(150);
    private static final Duration REPAIR = Duration.ofSeconds(300);
    private static final int LOAD_SESSIONS = 2;

    private final CampaignOptions options;
    private final World world;
    private final CampaignLoad load;
    private final DriftSchedule drift;
    private final Sightings sightings;
    private final Segments segments;
    private final Random random;
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Collection<String> skipped = new TreeSet<>();
    private final List<Oracle.LostStream> lost = new ArrayList<>();
    private double worstRecovery;

    Campaign(CampaignOptions options, World world) {
        this.options = options;
        this.world = world;
        this.random = new Random(options.seed() + 1);
        this.load = new CampaignLoad(world, LOAD_SESSIONS, options.seed() + 2, Duration.ofMillis(20));
        this.drift = new DriftSchedule(
                world, load, new Random(options.seed() + 100), Duration.ofSeconds(options.shortForm() ? 4 : 6));
        this.sightings = new Sightings(world);
        this.segments = new Segments(world, load);
    }

    World world() {
        return world;
    }

    DriftSchedule drift() {
        return drift;
    }

    CampaignLoad load() {
        return load;
    }

    boolean isShort() {
        return options.shortForm();
    }

    void closeSegment() throws InterruptedException {
        segments.close();
    }

    void openSegment() throws InterruptedException {
        segments.open();
    }

    /** Finds and repairs the changes that a lost stream never delivered, while the source is idle. */
    void recoverLostStream(Instant since) throws InterruptedException {
        sightings.retryParked(true);
        load.idle(() -> {
            if (!oracle().repairs(REPAIR)) {
                world.timeline.violated("changes of the lost stream not repaired after %d s", REPAIR.toSeconds());
            }
            sightings.retryParked(false);
            discardParked();
        });
        lost.add(new Oracle.LostStream(since, Instant.now()));
    }

    /** Both sides agree, so the remaining parked events belong to rows that no longer exist: an operator discards them. */
    private void discardParked() throws InterruptedException {
        for (Map<String, Object> event :
                world.query(CampaignServer.TARGET, "SELECT id FROM reconciler.parked_event ORDER BY id")) {
            String id = String.valueOf(event.get("id"));
            try {
                int code = world.supervisor.command("parked", "discard", id);
                world.timeline.note("parked event %s discarded: exit code %d", id, code);
            } catch (java.io.IOException e) {
                world.timeline.violated("parked event %s can't be discarded: %s", id, String.valueOf(e.getMessage()));
            }
        }
    }

    private Oracle oracle() {
        return new Oracle(options.seed(), world, sightings, drift.injected(), lost);
    }

    CampaignReport run() throws Exception {
        begin();
        Plan plan = new Plan(options);
        long end = System.nanoTime() + options.atMost().toNanos() - (long) (world.timeline.seconds() * 1e9);
        for (int n = 0; plan.hasNext() && n < options.faults() && System.nanoTime() < end; n++) {
            rest(n);
            strike(plan.next());
        }
        world.timeline.say("last fault done; stopping drift and load");
        drift.close();
        load.close();
        return judge();
    }

    /** Starts the daemon for the first time and kills it meanwhile; then starts load and drift. */
    private void begin() throws Exception {
        world.supervisor.start();
        for (Fault fault : Plan.beginning()) {
            if (fault == DaemonFault.KILL_IN_BACKFILL) {
                beginLoad();
            }
            strike(fault);
        }
        sightings.start();
        // The backfill repairs changes of the target that precede it, so they are no drift.
        if (Waits.until(Duration.ofSeconds(180), this::isFilled)) {
            world.timeline.say("target filled; starting drift");
            drift.start();
        } else {
            throw new IllegalStateException("the target is not filled after 180 s");
        }
    }

    private boolean isFilled() {
        return world.number(CampaignServer.TARGET, "SELECT count(*) FROM reconciler.table_state WHERE state = 'LIVE'")
                == CampaignShop.KEYS.size();
    }

    /** Starts the load after the stream has begun: it must deliver every commit from here on. */
    private void beginLoad() throws InterruptedException {
        String beginning = world.server(CampaignServer.TARGET).dialect().streamBeginning();
        if (!Waits.until(
                Duration.ofSeconds(120),
                5,
                () -> world.number(CampaignServer.TARGET, "SELECT count(*) FROM " + beginning) == 1)) {
            throw new IllegalStateException("no stream after 120 s");
        }
        load.start();
        world.timeline.say("load begins");
    }

    private void rest(int turn) throws InterruptedException {
        if (turn % 4 == 3) {
            load.idle(() -> Waits.pause(Duration.ofSeconds(3)));
        }
        Waits.pause(Waits.between(random, Duration.ofMillis(500), Duration.ofSeconds(3)));
    }

    private void strike(Fault fault) throws Exception {
        String unavailable = fault.unavailable(this);
        if (!unavailable.isEmpty()) {
            if (skipped.add(fault.name())) {
                world.timeline.say("SKIPPED %s: %s", fault.name(), unavailable);
            }
            return;
        }
        world.timeline.say("%s", fault.name());
        fault.strike(this, random);
        faults.merge(fault.name(), 1, Integer::sum);
        if (fault == DaemonFault.KILL_IN_MIGRATION) {
            return; // no stream yet
        }
        long start = System.nanoTime();
        boolean recovered = world.recovers(RECOVERY);
        double seconds = (System.nanoTime() - start) / 1e9;
        worstRecovery = Math.max(worstRecovery, seconds);
        if (recovered) {
            world.timeline.say("%s: recovered after %.1f s", fault.name(), seconds);
        } else {
            world.timeline.violated("%s: not recovered after %.0f s", fault.name(), seconds);
        }
    }

    private CampaignReport judge() throws Exception {
        if (!world.recovers(RECOVERY)) {
            world.timeline.violated("the target does not catch up at the end");
        }
        segments.close();
        Oracle oracle = oracle();
        oracle.settle(options.shortForm() ? Duration.ofSeconds(100) : Duration.ofSeconds(420));
        sightings.close();
        List<RowDifference> differences = world.differences();
        Score score = oracle.score(differences);
        Score required = Oracle.required(score);
        List<ScoredDrift> missed = Oracle.missed(score);
        List<String> stale = oracle.staleOverwrites();
        List<String> repeated = oracle.repeatedWrites();
        List<String> parked = oracle.parked();
        list("difference", differences);
        list("stale overwrite", stale);
        list("repeated write", repeated);
        list("parked", parked);
        list("missed", missed);
        list("wrongly found", score.falseAlarms());
        return new CampaignReport(
                options.seed(),
                rounded(world.timeline.seconds() / 60),
                new CampaignReport.Faults(
                        faults.values().stream().mapToInt(Integer::intValue).sum(), faults, List.copyOf(skipped)),
                world.committed(),
                new CampaignReport.Drifts(
                        score.drifts().size(),
                        required.drifts().size(),
                        score.detected(),
                        missed.size(),
                        score.falseAlarms().size()),
                new CampaignReport.Damage(
                        differences.size() + segments.tooFew(),
                        stale.size(),
                        segments.tooMany() + repeated.size(),
                        parked.size()),
                new CampaignReport.Recovery(
                        rounded(required.worstSecondsToDetect()), rounded(worstRecovery), world.supervisor.starts()),
                new ArrayList<>(world.timeline.violations()));
    }

    private void list(String what, List<?> items) {
        items.stream().limit(200).forEach(item -> world.timeline.note("%s: %s", what, item));
        if (!items.isEmpty()) {
            world.timeline.say("%d x %s, such as %s", items.size(), what, items.get(0));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
