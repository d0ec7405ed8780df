package dev.reconciler.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class PaceTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Test
    void overAnyTimeNoMoreIsAllowedThanTheRateAndOneSecondsWorth() {
        Pace pace = new Pace(1_000, now::get);
        pass(Duration.ofHours(1));
        assertThat(pace.allowed()).isEqualTo(1_000);
        pace.spend(1_000);
        assertThat(pace.allowed()).isZero();
        pass(Duration.ofMillis(250));
        assertThat(pace.allowed()).isEqualTo(250);
    }

    @Test
    void whatIsSpentBeyondIsOwed() {
        Pace pace = new Pace(1_000, now::get);
        pace.spend(3_500);
        assertThat(pace.allowed()).isNegative();
        pass(Duration.ofMillis(2_500));
        assertThat(pace.allowed()).isZero();
        pass(Duration.ofMillis(10));
        assertThat(pace.allowed()).isEqualTo(10);
    }

    @Test
    void theOldestEntryThatWaitsTellsTheLag() {
        LagMarks marks = new LagMarks();
        assertThat(marks.since(0, now.get())).isZero();
        marks.reached(5, now.get());
        pass(Duration.ofSeconds(2));
        marks.reached(9, now.get());
        pass(Duration.ofSeconds(1));
        assertThat(marks.since(4, now.get())).isEqualTo(Duration.ofSeconds(3));
        assertThat(marks.since(5, now.get())).isEqualTo(Duration.ofSeconds(1));
        for (int i = 10; i < 5_000; i++) {
            marks.reached(i, now.get());
        }
        pass(Duration.ofSeconds(1));
        assertThat(marks.since(5, now.get())).isEqualTo(Duration.ofSeconds(2));
        assertThat(marks.since(4_998, now.get())).isEqualTo(Duration.ofSeconds(1));
        assertThat(marks.since(4_999, now.get())).isZero();
    }
}
