package dev.reconciler.app.metrics;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's metrics. Listeners update counters and histograms; everything else is read at each scrape. Names and labels are a
 * contract. No label holds a tenant, because the number of tenants is unbounded.
 */
public final class Metrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RunMetrics runs;
    private final StreamMetrics stream;
    private final VerificationMetrics verification;
    private @Nullable Sampling sampling;

    public Metrics(String pipeline) {
        runs = new RunMetrics(registry, pipeline);
        stream = new StreamMetrics(registry, pipeline);
        verification = new VerificationMetrics(registry, pipeline);
        List.of(
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /**
     * Adds the metrics that are read at each scrape. It is called once the sources exist; counters are needed earlier.
     *
     * @throws IllegalStateException if the sources were added before
     */
    public synchronized void read(MetricSources sources, InstantSource clock) {
        if (sampling != null) {
            throw new IllegalStateException("the metrics of " + sources.pipeline() + " have their sources already");
        }
        sampling = new Sampling(registry, sources, clock);
        runs.expect(sources.tables());
        try {
            runs.restoreDrift(sources.records().runs(), sources.tables());
        } catch (RuntimeException e) {
            LOG.warn(
                    "results of the last checksum can't be read; data_drift_percentage is absent until the next checksum",
                    e);
        }
    }

    /** Counts runs and their findings. */
    public RunListener runs() {
        return runs;
    }

    /** Counts applied batches. */
    public ApplyListener stream() {
        return stream;
    }

    /** Counts stream verification. */
    public StreamListener verification() {
        return verification;
    }

    /** The current values of all metrics in Prometheus' text format. */
    public synchronized String scrape() {
        if (sampling != null) {
            sampling.refresh();
        }
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
