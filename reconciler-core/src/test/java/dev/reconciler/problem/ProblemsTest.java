package dev.reconciler.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.problem.StandingProblem.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ProblemsTest {
    private static final ProblemKey BACKFILL = ProblemKey.ofTable("backfill", "shop.orders");

    private Instant now = Instant.EPOCH;
    private final List<String> told = new ArrayList<>();
    private final Problems problems = new Problems(() -> now, new ProblemListener() {
        @Override
        public void opened(StandingProblem problem) {
            told.add("opened " + problem.cause());
        }

        @Override
        public void ended(StandingProblem problem) {
            told.add("ended " + problem.cause());
        }
    });

    @Test
    void theThirdFailureWithTheSameCauseOpensAProblemOnce() {
        fail("lock timeout", 2);
        assertThat(problems.open()).isEmpty();

        fail("lock timeout", 3);

        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(BACKFILL);
            assertThat(problem.failures()).isEqualTo(5);
        });
        assertThat(told).containsExactly("opened lock timeout");
    }

    @Test
    void failuresWithOtherCausesAreCountedFromOne() {
        fail("lock timeout", 2);
        fail("foreign key", 2);
        assertThat(problems.open()).isEmpty();

        fail("foreign key", 1);

        assertThat(told).containsExactly("opened foreign key");
    }

    @Test
    void successEndsAProblemAndForgetsFailures() {
        fail("lock timeout", 3);
        problems.ended(BACKFILL);
        fail("lock timeout", 2);

        assertThat(problems.open()).isEmpty();
        assertThat(told).containsExactly("opened lock timeout", "ended lock timeout");
    }

    @Test
    void anEstablishedFactIsAProblemAtOnce() {
        problems.raise(BACKFILL, "no replica identity", "ALTER TABLE ...", Effect.STOPPED);
        problems.raise(BACKFILL, "no replica identity", "ALTER TABLE ...", Effect.STOPPED);

        assertThat(problems.open()).hasSize(1);
        assertThat(told).containsExactly("opened no replica identity");
    }

    @Test
    void numbersThatDifferBetweenAttemptsAreTheSameCause() {
        fail("request timed out after 30001ms at 0/1A2B", 1);
        fail("request timed out after 30005ms at 0/1A2C", 1);
        fail("request timed out after 29999ms at 17/FFE0", 1);

        assertThat(problems.open()).singleElement().satisfies(problem -> assertThat(problem.cause())
                .isEqualTo("request timed out after 29999ms at 17/FFE0"));
    }

    @Test
    void aCauseThatHealsByItselfIsAProblemOnlyAfterAMinute() {
        wait("connection refused");
        now = now.plusSeconds(59);
        wait("connection refused");
        wait("connection refused");
        assertThat(problems.open()).isEmpty();

        now = now.plusSeconds(1);
        wait("connection refused");

        assertThat(problems.open()).singleElement().satisfies(problem -> assertThat(problem.since())
                .isEqualTo(Instant.EPOCH));
    }

    private void wait(String cause) {
        problems.waits(BACKFILL, cause, "it goes on by itself", Effect.PARTIAL);
    }

    private void fail(String cause, int times) {
        for (int i = 0; i < times; i++) {
            problems.failed(BACKFILL, cause, "look at it", Effect.PARTIAL);
        }
    }
}
