package dev.reconciler.cdc.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.position.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class LagMeterTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now = NOON;
    private final LagMeter meter = new LagMeter(LsnFormat.INSTANCE, new Lsn(1000), () -> now);

    private void applied(long position, Instant committedAt) {
        meter.applied(new AppliedBatch(
                new Checkpoint(1, 1, new Lsn(position)),
                0,
                1,
                Map.of(),
                false,
                committedAt,
                committedAt,
                Duration.ZERO));
    }

    @Test
    void nothingLeftToApplyIsNoLagHoweverLongAgoTheLastCommitWas() {
        applied(2000, NOON.minusSeconds(3600));

        assertThat(meter.behind(new Lsn(2000))).isEqualTo(new Lag(Duration.ZERO, OptionalLong.of(0)));
    }

    @Test
    void whatIsLeftCountsFromTheLastAppliedCommit() {
        applied(2000, NOON.minusSeconds(5));

        assertThat(meter.behind(new Lsn(2500))).isEqualTo(new Lag(Duration.ofSeconds(5), OptionalLong.of(500)));
    }

    @Test
    void streamThatNeverDeliversIsSeenAsLag() {
        now = NOON.plusSeconds(90);

        assertThat(meter.behind(new Lsn(1500))).isEqualTo(new Lag(Duration.ofSeconds(90), OptionalLong.of(500)));
    }

    @Test
    void sourceClockAheadOfOursGivesNoNegativeLag() {
        applied(2000, NOON.plusSeconds(3));

        assertThat(meter.behind(new Lsn(2001)).time()).isEqualTo(Duration.ZERO);
    }
}
