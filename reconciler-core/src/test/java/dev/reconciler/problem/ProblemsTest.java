package dev.reconciler.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.problem.StandingProblem.Effect;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private static final ProblemKey BACKFILL = ProblemKey.ofTable("backfill", "shop.orders");

    private final List<String> told = new ArrayList<>();
    private final Problems problems = new Problems(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new ProblemListener() {
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

    private void fail(String cause, int times) {
        for (int i = 0; i < times; i++) {
            problems.failed(BACKFILL, cause, "look at it", Effect.PARTIAL);
        }
    }
}
