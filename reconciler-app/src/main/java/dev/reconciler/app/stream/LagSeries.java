package dev.reconciler.app.stream;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.anomaly.SeriesRecord.Figure;
import dev.reconciler.verify.anomaly.SeriesRecord.Measure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Records the lag of the target, for the series that the job anomalies judges. */
public final class LagSeries implements Runnable {
    private final String pipeline;
    private final Supplier<Optional<Duration>> lag;
    private final SeriesRecord series;
    private final InstantSource clock;

    /** @param lag at this moment; empty while this process does not stream */
    public LagSeries(String pipeline, Supplier<Optional<Duration>> lag, SeriesRecord series, InstantSource clock) {
        this.pipeline = pipeline;
        this.lag = lag;
        this.series = series;
        this.clock = clock;
    }

    @Override
    public void run() {
        lag.get()
                .ifPresent(time -> series.record(
                        pipeline,
                        SeriesRecord.PIPELINE,
                        clock.instant(),
                        List.of(new Figure(Measure.LAG, "", TenantId.NONE, time.toMillis() / 1000.0, 0))));
    }
}
