package dev.reconciler.cdc.lag;

import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Measures the lag from the last applied batch. Thread-safe. */
public final class LagMeter implements ApplyListener {
    private record Applied(Position position, Instant committedAt) {}

    private final PositionFormat positions;
    private final InstantSource clock;
    private volatile Applied last;

    /**
     * @param positions of the source
     * @param start the checkpoint's position when the stream starts; until the first batch, lag is counted from now
     */
    public LagMeter(PositionFormat positions, Position start, InstantSource clock) {
        this.positions = positions;
        this.clock = clock;
        this.last = new Applied(start, clock.instant());
    }

    @Override
    public void applied(AppliedBatch batch) {
        last = new Applied(batch.checkpoint().position(), batch.committedAt());
    }

    /** @param written the source's log write position now */
    public Lag behind(Position written) {
        Applied applied = last;
        if (applied.position().covers(written)) {
            return new Lag(Duration.ZERO, positions.bytesBetween(written, written));
        }
        Duration age = Duration.between(applied.committedAt(), clock.instant());
        return new Lag(age.isNegative() ? Duration.ZERO : age, positions.bytesBetween(applied.position(), written));
    }
}
