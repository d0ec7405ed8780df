package dev.reconciler.app.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.background.Chore;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.ProblemListener;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The reports of repeated steps that fail. */
@Tag("unit")
class StepsThatFailTest {
    private Instant now = Instant.EPOCH;
    private boolean filled;
    private final Problems problems = new Problems(() -> now, ProblemListener.NONE);

    @Test
    void repeatedlyFailingStreamIsAProblemAlthoughItDeliversInBetween() {
        StreamProblems stream = StreamProblems.ofSource(problems, () -> now);
        for (int i = 0; i < 3; i++) {
            stream.progressed();
            stream.streamFailed(new IllegalStateException("the connector refused table x"));
            now = now.plusSeconds(6);
        }
        assertThat(steps()).containsExactly("stream PARTIAL");

        stream.progressed();
        assertThat(steps()).isNotEmpty();
        now = now.plusSeconds(60);
        stream.progressed();
        assertThat(steps()).isEmpty();
    }

    @Test
    void stepThatTheEndOfTheDaemonInterruptsHasNotFailed() {
        Chore chore = new Chore(
                "verify",
                "verify",
                () -> {
                    throw new IllegalStateException("not reached within 30 s");
                },
                problems,
                LoggerFactory.getLogger(StepsThatFailTest.class));
        Thread.currentThread().interrupt();
        try {
            IntStream.range(0, 3).forEach(i -> chore.run());
            assertThat(steps()).isEmpty();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        IntStream.range(0, 3).forEach(i -> chore.run());
        assertThat(steps()).containsExactly("verify PARTIAL");
    }

    @Test
    void aBatchThatTheTargetRefusesStopsThePipeline() {
        StreamProblems stream = StreamProblems.ofSource(problems, () -> now);
        for (int i = 1; i <= 3; i++) {
            stream.waiting(new IllegalStateException("refused"), i, Duration.ofSeconds(1));
        }
        assertThat(steps()).containsExactly("apply STOPPED");
        stream.progressed();
        assertThat(steps()).isEmpty();
    }

    @Test
    void aLostConnectionIsAProblemOnlyAfterAMinute() {
        StreamProblems stream = StreamProblems.ofSource(problems, () -> now);
        RuntimeException lost = new IllegalStateException("target: connecting", new ConnectException("refused"));
        for (int i = 1; i <= 10; i++) {
            stream.waiting(lost, i, Duration.ofSeconds(5));
            now = now.plusSeconds(5);
        }
        assertThat(steps()).isEmpty();
        now = now.plusSeconds(10);
        stream.waiting(lost, 11, Duration.ofSeconds(5));
        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.since()).isEqualTo(Instant.EPOCH);
            assertThat(problem.action()).contains("reachable");
        });
    }

    @Test
    void aChoreThatKeepsFailingIsAProblemUntilItSucceeds() {
        List<String> failures = new ArrayList<>(List.of("a", "b", "c"));
        Chore chore = new Chore(
                "ledger-pruning",
                "prune the ledger",
                () -> {
                    if (!failures.isEmpty()) {
                        failures.remove(0);
                        throw new IllegalStateException("permission denied");
                    }
                },
                problems,
                LoggerFactory.getLogger(StepsThatFailTest.class));
        chore.run();
        chore.run();
        assertThat(steps()).isEmpty();
        chore.run();
        assertThat(steps()).containsExactly("ledger-pruning PARTIAL");
        chore.run();
        assertThat(steps()).isEmpty();
    }

    @Test
    void thePipelineIsStoppedWhileNoTableCanBeFilledAndNoJobReachesAVerdict() {
        RunProblems runs = new RunProblems(problems, () -> filled);
        for (int i = 0; i < 3; i++) {
            Run backfill = run("backfill", RunState.FAILED);
            runs.tableNotFilled(backfill, "public.orders", new IllegalStateException("refused"));
            runs.finished(backfill, List.of(), Duration.ZERO);
            runs.finished(run("checksum", RunState.FAILED), List.of(), Duration.ZERO);
            runs.finished(run("count", RunState.VOID), List.of(), Duration.ZERO);
        }
        assertThat(steps())
                .containsExactly(
                        "backfill STOPPED",
                        "backfill public.orders PARTIAL",
                        "checksum PARTIAL",
                        "count PARTIAL",
                        "verification STOPPED");

        runs.finished(run("count", RunState.SUCCEEDED), List.of(), Duration.ZERO);
        filled = true;
        runs.finished(run("backfill", RunState.FAILED), List.of(), Duration.ZERO);
        assertThat(steps()).containsExactly("backfill public.orders PARTIAL", "checksum PARTIAL");

        runs.tableFilled(run("backfill", RunState.RUNNING), "public.orders");
        runs.finished(run("checksum", RunState.SUCCEEDED), List.of(), Duration.ZERO);
        assertThat(steps()).isEmpty();
    }

    private static Run run(String job, RunState state) {
        return new Run(
                "run-1",
                "shop",
                job,
                "test",
                new RunScope(List.of(), List.of()),
                state,
                new Run.Times(Instant.EPOCH, Instant.EPOCH, null),
                "refused");
    }

    private List<String> steps() {
        return problems.open().stream().map(StepsThatFailTest::step).toList();
    }

    private static String step(StandingProblem problem) {
        ProblemKey key = problem.key();
        Effect effect = problem.effect();
        return key + " " + effect;
    }
}
