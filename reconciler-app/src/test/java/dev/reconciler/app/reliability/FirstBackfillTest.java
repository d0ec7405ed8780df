package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The daemon's first backfill fails, as if a database were unreachable for a moment. */
@Tag("system")
class FirstBackfillTest {
    @Test
    void daemonFillsTheTargetAfterAFailedAttempt() {
        AtomicInteger failures = new AtomicInteger();
        RunListener outage = new RunListener() {
            @Override
            public void progress(String run, JobKind job, String what, long done, long total) {
                if (job == JobKind.BACKFILL && failures.getAndIncrement() == 0) {
                    throw new IllegalStateException("the target is away");
                }
            }
        };
        try (Lab lab = new Lab()) {
            lab.fillSource(20, 2);
            try (Daemon daemon =
                    Daemon.start(lab.config("backfill", ""), false, outage, ApplyListener.NONE, ApplyHooks.NONE)) {
                await().atMost(Duration.ofSeconds(120)).until(lab::isEqual);
            }
        }
    }

    @Test
    void theTableThatTheTargetRefusesIsAProblemAndTheOthersAreFilled() {
        try (Lab lab = new Lab()) {
            lab.fillSource(20, 2);
            lab.target.execute(
                    "shop",
                    "ALTER TABLE lines DROP CONSTRAINT lines_order_id_fkey",
                    "ALTER TABLE orders ADD CONSTRAINT never CHECK (account_id < 0)");
            try (Daemon daemon = Daemon.start(
                    lab.config("backfill", ""), false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE)) {
                Problems problems = daemon.application().problems();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !problems.open().isEmpty());
                assertThat(problems.open()).singleElement().satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo(ProblemKey.ofTable("backfill", "public.orders"));
                    assertThat(problem.cause()).contains("violates check constraint \"never\"");
                    assertThat(problem.action()).contains("check constraint in the target");
                    assertThat(problem.effect()).isEqualTo(StandingProblem.Effect.PARTIAL);
                });
                assertThat(lab.differences()).isNotEmpty().allMatch(row -> row.startsWith("only source: orders"));

                lab.target.execute("shop", "ALTER TABLE orders DROP CONSTRAINT never");
                await().atMost(Duration.ofSeconds(60)).until(lab::isEqual);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> problems.open().isEmpty());
            }
        }
    }
}
