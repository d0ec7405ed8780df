package dev.reconciler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MeterTest {
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void timeFromTheFirstRowLeavesTheWaitForItOut() throws Exception {
        Meter meter = new Meter(50);
        long connected = System.nanoTime() - HOUR;
        meter.begin();
        meter.add(30);
        meter.begin();
        meter.add(20);

        assertThat(meter.await("from connecting", connected)).isGreaterThan(3_600);
        assertThat(meter.awaitFromFirst("from the first")).isLessThan(3_600);
    }

    @Test
    void failureEndsTheWait() {
        Meter meter = new Meter(50);
        meter.begin();
        meter.fail(new IllegalStateException("parked"));

        assertThatThrownBy(() -> meter.awaitFromFirst("apply"))
                .hasMessage("apply failed")
                .hasRootCauseMessage("parked");
    }
}
