package dev.reconciler.app.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.problem.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FirstFillTest {
    @Test
    void theFirstBackfillIsRepeatedWithAGrowingBoundedDelay() {
        List<Duration> pauses = new ArrayList<>();
        FirstFill fill = new FirstFill(
                () -> pauses.size() < 12 ? FirstFill.Attempt.FAILED : FirstFill.Attempt.SUCCEEDED, pauses::add);
        assertThat(fill.tryFor(Problems.FAILURES)).isFalse();
        fill.untilDone();
        assertThat(pauses.subList(0, 4))
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(16));
        assertThat(pauses.get(11)).isEqualTo(Duration.ofMinutes(5));
    }
}
