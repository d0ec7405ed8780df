package dev.reconciler.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.run.JobKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ScheduledRunsTest {
    private final List<JobKind> executed = new ArrayList<>();
    private int running;
    private boolean ending;

    private final ScheduledRuns runs = new ScheduledRuns(
            job -> {
                boolean begins = running == 0;
                if (begins) {
                    executed.add(job);
                }
                return begins;
            },
            time -> {
                running--;
                return !ending;
            });

    @Test
    void runOfAllRulesFollowsTheRunOfRulesWithSchedulesOfTheirOwn() {
        running = 3;
        assertThat(runs.execute(JobKind.RULES)).isTrue();
        assertThat(executed).containsExactly(JobKind.RULES);
    }

    @Test
    void runOfAnotherJobIsNotRepeatedAfterOneThatIsRunning() {
        running = 1;
        assertThat(runs.execute(JobKind.COUNT)).isFalse();
        assertThat(executed).isEmpty();
    }

    @Test
    void waitingEndsWithTheProcessAndAfterAnHour() {
        ending = true;
        running = 3;
        assertThat(runs.execute(JobKind.RULES)).isFalse();
        assertThat(running).isEqualTo(2);

        ending = false;
        running = 100_000;
        assertThat(runs.execute(JobKind.RULES)).isFalse();
        assertThat(running).isEqualTo(100_000 - 720);
    }
}
