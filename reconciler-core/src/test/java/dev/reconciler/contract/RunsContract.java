package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.sample.BoundToProve;
import dev.reconciler.verify.sample.PartEstimate;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleEstimate.Recommendation;
import dev.reconciler.verify.sample.SampleGoal;
import dev.reconciler.verify.sample.SampleSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The record of runs: one run of a job at a time, heartbeats, results and resumption. */
public abstract class RunsContract extends ControlStoreContract {
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Runs runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());

    @Test
    void ofManyStartersOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Run>>> starts = IntStream.range(0, 16)
                    .mapToObj(i -> threads.submit(() -> start("r" + i, "checksum")))
                    .toList();
            int started = 0;
            for (Future<Optional<Run>> each : starts) {
                started += each.get().isPresent() ? 1 : 0;
            }
            assertThat(started).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(start("other-job", "count")).isPresent();
    }

    @Test
    void aRunWhoseProcessCrashedIsInterruptedAndDoesNotBlock() {
        start("r1", "checksum");
        store.tick(Duration.ofSeconds(50));
        assertThat(runs.heartbeat("r1")).isTrue();
        store.tick(Duration.ofSeconds(50));
        assertThat(start("r2", "checksum")).as("the first one lives").isEmpty();
        store.tick(Duration.ofSeconds(11));
        assertThat(start("r3", "checksum")).isPresent();
        assertThat(runs.find("r1").orElseThrow().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(runs.heartbeat("r1"))
                .as("the silent one learns that it was given up")
                .isFalse();
        assertThatThrownBy(() -> runs.finish("r1", RunState.SUCCEEDED, List.of(), ""))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessageContaining("INTERRUPTED")
                .hasMessageContaining("SUCCEEDED");
    }

    @Test
    void heartbeatOfARunningRunIsTrueAfterAStepBackOfTheClock() {
        start("r1", "checksum");
        assertThat(runs.heartbeat("r1")).as("at the time of the start").isTrue();
        store.tick(Duration.ofSeconds(-30));
        assertThat(runs.heartbeat("r1")).isTrue();
        assertThat(runs.find("r1").orElseThrow().times().heartbeat()).isEqualTo(ControlStore.START);
    }

    @Test
    void anInterruptedRunIsResumedWithItsChunks() {
        start("r1", "checksum");
        ChunkDone first = new ChunkDone(
                "public.orders", new KeyRange(null, RowKey.of("a:b", "7")), Verdict.AGREED, 5, "0/5", "7:9:8", 1000);
        ChunkDone second = new ChunkDone(
                "public.orders", new KeyRange(RowKey.of("a:b", "7"), null), Verdict.DIVERGED, 6, "0/6", "7:9:8", 10);
        runs.chunksDone("r1", List.of(first, second));
        assertThat(runs.resume("r1", SILENCE)).as("it runs").isEmpty();
        runs.finish("r1", RunState.INTERRUPTED, List.of(), "shutdown");
        assertThat(runs.resume("r1", SILENCE)).get().satisfies(run -> {
            assertThat(run.state()).isEqualTo(RunState.RUNNING);
            assertThat(run.error()).isEmpty();
        });
        assertThat(runs.chunks("r1")).containsExactly(first, second);
    }

    @Test
    void chunksOfAWindowAreRecordedTogetherOrNotAtAll() {
        start("r1", "checksum");
        ChunkDone chunk = new ChunkDone("public.orders", KeyRange.ALL, Verdict.AGREED, 5, "0/5", "7:9:8", 1000);
        ChunkDone refused = new ChunkDone(null, KeyRange.ALL, Verdict.AGREED, 5, "0/5", "7:9:8", 1000);

        assertThatThrownBy(() -> runs.chunksDone("r1", List.of(chunk, refused))).isNotNull();

        assertThat(runs.chunks("r1")).isEmpty();
    }

    /** The ids sort against the order of the starts, and the clock went back between them. */
    @Test
    void theLastRunOfAJobIsTheOneRecordedLast() {
        assertThat(runs.last("shop", "checksum")).isEmpty();
        for (String id : List.of("r9", "r5", "r1")) {
            start(id, "checksum");
            assertThat(runs.last("shop", "checksum")).map(Run::id).contains(id);
            runs.finish(id, RunState.SUCCEEDED, List.of(), "");
        }
        store.tick(Duration.ofHours(-1));
        start("r7", "checksum");

        assertThat(runs.last("shop", "checksum")).map(Run::id).contains("r7");
        assertThat(runs.last("shop", "count")).isEmpty();
        assertThat(runs.last("other", "checksum")).isEmpty();
    }

    @Test
    void runOfSomeRulesKeepsTheirNamesAndIsNoSuccessOfTheWholeJob() {
        RunScope some = new RunScope(List.of(), List.of(), List.of("totals", "balances"));
        runs.start(new NewRun("r1", "shop", "rules", "ann", some), SILENCE);
        runs.finish("r1", RunState.SUCCEEDED, List.of(), "");

        assertThat(runs.find("r1").orElseThrow().scope()).isEqualTo(some);
        assertThat(runs.lastSuccess("shop")).isEmpty();

        start("r2", "rules");
        runs.finish("r2", RunState.SUCCEEDED, List.of(), "");
        assertThat(runs.find("r2").orElseThrow().scope()).isEqualTo(new RunScope(List.of(), List.of()));
        assertThat(runs.lastSuccess("shop")).containsOnlyKeys("rules");
    }

    @Test
    void runOfChangedRowsKeepsItsSpanWhenItIsResumedAndIsNoSuccessOfTheWholeJob() {
        ChangedBetween span =
                new ChangedBetween(Instant.parse("2026-01-01T10:00:00Z"), Instant.parse("2026-01-01T11:00:00.250Z"));
        RunScope some = new RunScope(List.of(), List.of(), List.of(), span);
        runs.start(new NewRun("r1", "shop", "checksum", "ann", some), SILENCE);
        runs.finish("r1", RunState.INTERRUPTED, List.of(), "shutdown");

        assertThat(runs.resume("r1", SILENCE)).map(Run::scope).contains(some);
        runs.finish("r1", RunState.SUCCEEDED, List.of(), "");
        assertThat(runs.find("r1").orElseThrow().scope().changed()).isEqualTo(span);
        assertThat(runs.lastSuccess("shop")).isEmpty();
    }

    @Test
    void anInterruptedRunIsNotResumedBesideAnotherOne() {
        start("r1", "checksum");
        runs.finish("r1", RunState.INTERRUPTED, List.of(), "shutdown");
        start("r2", "checksum");
        assertThat(runs.resume("r1", SILENCE)).isEmpty();
    }

    @Test
    void aRunThatFailedKeepsResultsAndIsNoSuccess() {
        start("r1", "checksum");
        RunResult result =
                new RunResult("public.orders", new TenantId("acme"), Verdict.DIVERGED, 10, 9, 2, 1, "one is missing");
        runs.finish("r1", RunState.SUCCEEDED, List.of(result), "");
        store.tick(Duration.ofMinutes(5));
        start("r2", "checksum");
        runs.finish("r2", RunState.FAILED, List.of(result), "source unreachable");

        assertThat(runs.results("r1")).containsExactly(result);
        assertThat(runs.results("r2")).containsExactly(result);
        assertThat(runs.lastSuccess("shop")).containsOnly(java.util.Map.entry("checksum", ControlStore.START));
        assertThat(runs.list(new RunQuery("shop", null, null, PageRequest.FIRST))
                        .items())
                .extracting(Run::id)
                .containsExactly("r2", "r1");
        assertThat(runs.list(new RunQuery("shop", "checksum", RunState.FAILED, PageRequest.FIRST))
                        .total())
                .isEqualTo(1);
    }

    @Test
    void aRunOfSomeTablesOrTenantsIsNoSuccessOfItsJob() {
        start("r1", "checksum");
        runs.finish("r1", RunState.SUCCEEDED, List.of(), "");
        store.tick(Duration.ofMinutes(5));
        runs.start(new NewRun("r2", "shop", "checksum", "api", List.of("public.orders"), List.of()), SILENCE);
        runs.finish("r2", RunState.SUCCEEDED, List.of(), "");
        runs.start(new NewRun("r3", "shop", "checksum", "api", List.of(), List.of("acme")), SILENCE);
        runs.finish("r3", RunState.SUCCEEDED, List.of(), "");

        assertThat(runs.lastSuccess("shop")).containsOnly(java.util.Map.entry("checksum", ControlStore.START));
    }

    private Optional<Run> start(String id, String job) {
        return runs.start(new NewRun(id, "shop", job, "schedule", List.of(), List.of()), SILENCE);
    }

    @Test
    void samplesAreKeptAsRecordedAndReplacedByALaterRecord() {
        start("r1", "sample");
        TenantId longName = new TenantId("t" + "\u00e4".repeat(3_000));
        RunSample whole = sample("public.a", null, new SampleSize(0.99, 0.01));
        RunSample ofNone = sample("public.a", TenantId.NONE, new SampleSize(0.99, 0.01));
        RunSample upper = sample("public.a", new TenantId("Acme"), new SampleSize(0.99, 0.01));
        RunSample lower = sample("public.a", new TenantId("acme"), new SampleSize(0.99, 0.01));
        RunSample last = sample("public.a", longName, new SampleSize(0.99, 0.01));
        RunSample other = sample("public.b", null, new BoundToProve(0.95, 10));

        runs.sampled("r1", List.of(other, last, lower, upper, ofNone, whole));
        assertThat(runs.samples("r1")).containsExactly(whole, ofNone, upper, lower, last, other);
        assertThatThrownBy(() -> runs.sampled("r1", List.of(whole, whole))).isNotNull();
        assertThat(runs.samples("r1")).as("all or none").hasSize(6);
        runs.sampled("r1", List.of(whole));
        assertThat(runs.samples("r1")).containsExactly(whole);
        assertThat(runs.samples("r2")).isEmpty();
    }

    @Test
    void sampleOfRecentChangesIsBesideThatOfTheTable() {
        start("r1", "sample");
        RunSample whole = sample("public.orders", null, SampleSize.DEEP);
        RunSample tenant = sample("public.orders", new TenantId(""), SampleSize.DEEP);
        RunSample recent =
                new RunSample("public.orders", PartEstimate.Part.RECENT, null, whole.estimate(), SampleSize.DEEP, 7);

        runs.sampled("r1", List.of(tenant, recent, whole));

        assertThat(runs.samples("r1")).containsExactly(whole, recent, tenant);
    }

    private static RunSample sample(String table, @Nullable TenantId tenant, SampleGoal goal) {
        return new RunSample(
                table,
                tenant,
                new SampleEstimate(
                        6_000_000_000L,
                        16_588,
                        3,
                        3.0 / 16_588,
                        new SampleEstimate.Errors(1_085_122, 200_000, 3_000_000_000L),
                        new SampleSize.Interval(1e-7, 0.1 + 0.2),
                        Recommendation.LARGER_SAMPLE,
                        20_735),
                goal,
                Long.MIN_VALUE + 7);
    }
}
