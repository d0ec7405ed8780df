package dev.reconciler.correction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class BreakerTest {
    private static final Breaker.Limits TEN = new Breaker.Limits(10, 100);

    @Test
    void aRunsBreakerCountsUntilTheRunEndsAndStaysTripped() {
        Breaker breaker = new Breaker(TEN, table -> 1_000);
        assertThat(breaker.allow("a", 6)).isTrue();
        assertThat(breaker.allow("a", 4)).isTrue();
        assertThat(breaker.allow("b", 10)).isTrue();
        assertThat(breaker.allow("a", 1)).isFalse();
        assertThat(breaker.allow("a", 0)).isFalse();
        assertThat(breaker.tripped()).containsOnlyKeys("a");
    }

    @Test
    void aRollingBreakerCountsThePeriodAndClosesAPeriodAfterItTripped() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Breaker breaker = Breaker.rolling(TEN, table -> -1, Duration.ofHours(1), now::get);
        assertThat(breaker.allow("a", 6)).isTrue();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(50)));
        assertThat(breaker.allow("a", 4)).isTrue();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(61)));
        // The first six are more than an hour ago.
        assertThat(breaker.allow("a", 6)).isTrue();
        assertThat(breaker.allow("a", 1)).isFalse();
        assertThat(breaker.tripped().get("a")).contains("would change 11 rows of an unknown number");
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(115)));
        assertThat(breaker.allow("a", 1)).isFalse();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(121)));
        assertThat(breaker.allow("a", 10)).isTrue();
        assertThat(breaker.tripped()).isEmpty();
    }
}
