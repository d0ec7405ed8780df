package dev.reconciler.bench.demo;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.score.DriftOutcome;
import dev.reconciler.bench.lab.score.Observed;
import dev.reconciler.bench.lab.score.Score;
import dev.reconciler.bench.lab.score.Scorecard;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.position.Position;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunState;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The fixed scenario of {@code demo --once}: fill or verify, damage, wait until all drift is found and resolved, compare, score.
 */
final class Scenario {
    private static final Duration FILL = Duration.ofSeconds(90);
    private static final Duration DETECT = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofSeconds(20);
    private static final Duration BETWEEN_DRIFTS = Duration.ofMillis(500);
    /** The longest time between a check's reading and its record. */
    private static final Duration RECORDING = Duration.ofSeconds(10);

    private final long seed;
    private final DemoMode mode;
    private final DemoShop shop;
    private final Daemon daemon;
    private final Narrator narrator;
    private final Patience patience;
    private final InFlightWatch watch;

    Scenario(long seed, DemoMode mode, DemoShop shop, Daemon daemon, Narrator narrator, Patience patience) {
        this.seed = seed;
        this.mode = mode;
        this.shop = shop;
        this.daemon = daemon;
        this.narrator = narrator;
        this.patience = patience;
        this.watch = new InFlightWatch(daemon.application().stores().verified().candidates(), RealTime.CLOCK);
    }

    /** Returns when every table is live: filled, or verified once if it was already full. */
    void awaitReady() {
        JobKind first = mode == DemoMode.replicate ? JobKind.BACKFILL : JobKind.CHECKSUM;
        if (!patience.await(() -> succeeded(first), FILL)) {
            throw new IllegalStateException("no " + first.jobName() + " ended within " + FILL.toSeconds() + " s");
        }
        narrator.say(
                mode == DemoMode.replicate ? "filled     the target, under load" : "watching   both sides, under load");
    }

    Score play() {
        awaitReady();
        List<Injected> injected = damage();
        boolean dealtWith = patience.await(
                () -> {
                    watch.look();
                    return undealt(injected) == 0;
                },
                DETECT);
        narrator.say(
                dealtWith
                        ? "found      every drift"
                        : "waited     for " + undealt(injected) + " drifts without result");
        shop.pause();
        catchUp();
        verifyOnceMore();
        Score score = score(injected);
        if (mode == DemoMode.replicate) {
            return score;
        }
        patience.await(() -> watch.look() == 0, CATCH_UP);
        tellSlowest();
        return score.with(watch.figures());
    }

    /** Prints the number of rows in flight, if there are any. */
    void tellInFlight() {
        long rows = watch.look();
        if (rows > 0) {
            narrator.say("in flight  " + rows + " rows that differ and may still be in flight");
        }
    }

    /** A write that took longer than the settle time can't be distinguished from drift. */
    private void tellSlowest() {
        Duration settle = application().config().jobs().observe().settle();
        Duration slowest = shop.slowest();
        narrator.say("slowest    write of the second side took " + slowest.toMillis() + " ms, with observe.settle "
                + settle.toMillis() + " ms"
                + (slowest.compareTo(settle) > 0 ? ": too slow; a false alarm may be a slow write of the shop" : ""));
    }

    private boolean succeeded(JobKind job) {
        RunQuery runs = new RunQuery(pipeline(), job.jobName(), RunState.SUCCEEDED, new PageRequest(0, 1));
        return application().stores().records().runs().list(runs).total() > 0;
    }

    private List<Injected> damage() {
        List<Injected> injected = new ArrayList<>();
        for (Supplier<List<Injected>> one : shop.harm().all()) {
            List<Injected> drifts = one.get();
            narrator.injected(drifts);
            injected.addAll(drifts);
            watch.look();
            patience.await(() -> false, BETWEEN_DRIFTS);
        }
        return injected;
    }

    private long undealt(List<Injected> injected) {
        return new Scorecard(RECORDING)
                .score(seed, injected, observed(), List.of(), List.of()).drifts().stream()
                        .filter(drift ->
                                drift.outcome() == DriftOutcome.MISSED || drift.outcome() == DriftOutcome.REPORTED)
                        .count();
    }

    private void catchUp() {
        Position written = application().pipeline().source().writePosition();
        application().pipeline().source().mark("demo");
        if (!patience.await(() -> daemon.streaming().checkpoint().position().covers(written), CATCH_UP)) {
            throw new IllegalStateException("the stream did not catch up within " + CATCH_UP.toSeconds() + " s");
        }
    }

    /** With the load stopped, every check must repeat its findings, and must not add one. */
    private void verifyOnceMore() {
        for (JobKind job : List.of(JobKind.COUNT, JobKind.CHECKSUM, JobKind.RULES)) {
            patience.await(
                    () -> application()
                            .runService()
                            .run(RunRequest.all(job, "demo"))
                            .isPresent(),
                    DETECT);
        }
    }

    private Score score(List<Injected> injected) {
        List<Scorecard.CorrectedRow> corrections =
                all(page -> application().stores().records().journal().list("", page)).stream()
                        .map(this::corrected)
                        .toList();
        List<RowDifference> differences = shop.comparison().differences();
        return new Scorecard(RECORDING)
                .score(seed, injected, observed(), corrections, differences)
                .without(shop.pair().leftOut());
    }

    private Scorecard.CorrectedRow corrected(Correction made) {
        return new Scorecard.CorrectedRow(
                new RowDifference(made.row().table(), made.row().key()), made.at());
    }

    /** The canary job plants differences that must be found: they are neither drift nor false alarms. */
    private List<Observed> observed() {
        return all(page ->
                        application().stores().records().discrepancies().search(DiscrepancyQuery.of(pipeline(), page)))
                .stream()
                .filter(found -> found.attribution().cause() != Cause.CANARY)
                .map(Scenario::observed)
                .toList();
    }

    private static Observed observed(Discrepancy found) {
        return new Observed(
                found.place().table(),
                found.place().tenant(),
                found.place().subject(),
                found.type(),
                found.attribution().cause(),
                found.sightings().first(),
                DriftOutcome.of(found.state()));
    }

    private static <T> List<T> all(Function<PageRequest, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        PageRequest next = new PageRequest(0, 500);
        Page<T> page;
        do {
            page = pages.apply(next);
            items.addAll(page.items());
            next = new PageRequest(next.number() + 1, next.size());
        } while (next.offset() < page.total());
        return items;
    }

    private Application application() {
        return daemon.application();
    }

    private String pipeline() {
        return application().config().pipeline();
    }
}
