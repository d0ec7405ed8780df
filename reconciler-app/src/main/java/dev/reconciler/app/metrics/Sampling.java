package dev.reconciler.app.metrics;

import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is read at each scrape. What can't be read now is absent, never the value of an earlier scrape. */
final class Sampling {
    private static final Logger LOG = LoggerFactory.getLogger(Sampling.class);

    private final MetricSources sources;
    private final InstantSource clock;
    private final Tags pipeline;
    private final MultiGauge open;
    private final MultiGauge oldestReview;
    private final MultiGauge lastSuccess;
    private final MultiGauge overdue;
    private final MultiGauge problems;
    private final MultiGauge verifiedAge;
    private final MultiGauge lagSeconds;
    private final MultiGauge lagBytes;
    private final MultiGauge retainedBytes;
    private final MultiGauge parked;
    private final MultiGauge verifiedSequence;
    private final MultiGauge verificationLag;
    private final MultiGauge waitingKeys;
    private final MultiGauge targetLag;
    private final MultiGauge targetRetained;

    Sampling(MeterRegistry registry, MetricSources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.pipeline = Tags.of("pipeline", sources.pipeline());
        open = gauge(registry, "reconciliation.open.discrepancies", "Differences that nobody has dealt with");
        oldestReview = gauge(
                registry, "reconciliation.review.oldest.age.seconds", "How long the item waits that waits longest");
        lastSuccess = gauge(
                registry, "reconciliation.last.success.timestamp.seconds", "When a run of the job last succeeded");
        overdue = gauge(
                registry,
                "reconciliation.job.overdue",
                "1 if the job has not succeeded within twice its interval, else 0");
        problems =
                gauge(registry, "reconciliation.problems", "1 while the step keeps failing; absent while it does not");
        verifiedAge = gauge(
                registry,
                "reconciliation.verified.age.seconds",
                "Time since the table was compared in full; +Inf if it never was");
        lagSeconds = gauge(registry, "cdc.lag.seconds", "How far the target is behind the source");
        lagBytes = gauge(registry, "cdc.lag.bytes", "Bytes of the source's log that are not applied");
        retainedBytes = gauge(registry, "cdc.slot.retained.bytes", "Bytes of log that the source keeps for the slot");
        parked = gauge(registry, "cdc.parked.events", "Events that could not be applied, and those behind them");
        verifiedSequence = gauge(
                registry,
                "reconciliation.stream.verified.sequence",
                "Every change through this sequence was compared in the target");
        verificationLag = gauge(
                registry,
                "reconciliation.stream.verification.lag.seconds",
                "How long the oldest change that was not compared has waited");
        waitingKeys = gauge(registry, "reconciliation.stream.waiting.keys", "Keys that wait for a proof in a window");
        targetLag = gauge(
                registry,
                "cdc.target.stream.lag.seconds",
                "How long the oldest write to the target that was not looked into may have waited");
        targetRetained =
                gauge(registry, "cdc.target.slot.retained.bytes", "Bytes of log that the target keeps for its slot");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    void refresh() {
        sample(open, this::openRows);
        sample(oldestReview, this::oldestReviewRows);
        sample(lastSuccess, this::lastSuccessRows);
        sample(overdue, this::overdueRows);
        sample(problems, this::problemRows);
        sample(verifiedAge, this::verifiedAgeRows);
        sampleStream();
    }

    private interface Sample {
        List<Row<?>> rows();
    }

    private static void sample(MultiGauge gauge, Sample sample) {
        List<Row<?>> rows;
        try {
            rows = sample.rows();
        } catch (RuntimeException e) {
            LOG.warn("a metric can't be read now", e);
            rows = List.of();
        }
        gauge.register(rows, true);
    }

    /** With zeros, so that an alert ends when the last difference does. */
    private List<Row<?>> openRows() {
        record Kind(DiscrepancyType type, Severity severity) {}
        Map<Kind, Long> counts = new HashMap<>();
        for (OpenCount count : sources.discrepancies().openCounts(sources.pipeline())) {
            counts.merge(new Kind(count.type(), count.severity()), count.count(), Long::sum);
        }
        List<Row<?>> rows = new ArrayList<>();
        for (DiscrepancyType type : DiscrepancyType.values()) {
            for (Severity severity : Severity.values()) {
                Tags tags = pipeline.and("type", type.name(), "severity", severity.name());
                rows.add(Row.of(tags, counts.getOrDefault(new Kind(type, severity), 0L)));
            }
        }
        return rows;
    }

    private List<Row<?>> oldestReviewRows() {
        double age = sources.discrepancies()
                .oldest(sources.pipeline(), DiscrepancyState.IN_REVIEW)
                .map(this::age)
                .orElse(0.0);
        return List.of(Row.of(Tags.empty(), age));
    }

    private List<Row<?>> lastSuccessRows() {
        List<Row<?>> rows = new ArrayList<>();
        sources.runs()
                .lastSuccess(sources.pipeline())
                .forEach((job, at) -> rows.add(Row.of(pipeline.and("job_type", job), at.toEpochMilli() / 1000.0)));
        return rows;
    }

    private List<Row<?>> overdueRows() {
        List<Row<?>> rows = new ArrayList<>();
        sources.jobs()
                .get()
                .forEach(job ->
                        rows.add(Row.of(pipeline.and("job_type", job.job().key()), job.overdue() ? 1 : 0)));
        return rows;
    }

    private List<Row<?>> problemRows() {
        List<Row<?>> rows = new ArrayList<>();
        sources.problems()
                .get()
                .forEach(
                        problem -> rows.add(Row.of(pipeline.and("step", problem.step(), "table", problem.table()), 1)));
        return rows;
    }

    /**
     * A table is as old as its tenant that was verified longest ago, or as its chunk that was: both are true of the whole table,
     * and what is verified chunk by chunk is on record there first.
     */
    private List<Row<?>> verifiedAgeRows() {
        Map<String, Double> ages = new HashMap<>();
        for (Covered covered : sources.coverage().list(sources.pipeline())) {
            VerifiedThrough verified = covered.verified();
            ages.merge(covered.table(), verified == null ? Double.POSITIVE_INFINITY : age(verified.at()), Math::max);
        }
        sources.chunks().get().forEach((table, chunks) -> {
            Instant oldest = chunks.oldestVerifiedAt();
            if (chunks.never() == 0 && oldest != null) {
                ages.merge(table, age(oldest), Math::min);
            }
        });
        List<Row<?>> rows = new ArrayList<>();
        for (String table : sources.tables()) {
            rows.add(Row.of(pipeline.and("table", table), ages.getOrDefault(table, Double.POSITIVE_INFINITY)));
        }
        return rows;
    }

    private void sampleStream() {
        StreamSample sample;
        try {
            sample = sources.stream().get();
        } catch (RuntimeException e) {
            LOG.warn("the stream's metrics can't be read now", e);
            sample = StreamSample.UNKNOWN;
        }
        lagSeconds.register(rows(sample.lagSeconds()), true);
        lagBytes.register(rows(sample.lagBytes()), true);
        retainedBytes.register(rows(sample.retainedBytes()), true);
        parked.register(rows(sample.parkedEvents()), true);
        StreamSample.Verification verification = sample.verification();
        verifiedSequence.register(rows(verification, StreamSample.Verification::sequence), true);
        verificationLag.register(rows(verification, StreamSample.Verification::lagSeconds), true);
        waitingKeys.register(rows(verification, StreamSample.Verification::waitingKeys), true);
        StreamSample.TargetStream target = sample.targetStream();
        targetLag.register(target == null ? List.of() : rows(target.lagSeconds()), true);
        targetRetained.register(target == null ? List.of() : rows(target.retainedBytes()), true);
    }

    private List<Row<?>> rows(
            StreamSample.@Nullable Verification verification, Function<StreamSample.Verification, Number> value) {
        return verification == null ? List.of() : List.of(Row.of(pipeline, value.apply(verification)));
    }

    private List<Row<?>> rows(OptionalLong value) {
        return value.isPresent() ? List.of(Row.of(pipeline, value.getAsLong())) : List.of();
    }

    private List<Row<?>> rows(OptionalDouble value) {
        return value.isPresent() ? List.of(Row.of(pipeline, value.getAsDouble())) : List.of();
    }

    private double age(Instant since) {
        return Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
    }
}
