package dev.reconciler.app.metrics;

import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleStanding;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.sample.PartEstimate;
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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics that are read at each scrape. A metric that can't be read is absent; it never repeats an earlier value. */
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
    private final MultiGauge ruleViolations;
    private final MultiGauge rulesUndecided;
    private final MultiGauge sampleBound;
    private final MultiGauge anomalies;

    Sampling(MeterRegistry registry, MetricSources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.pipeline = Tags.of("pipeline", sources.pipeline());
        open = gauge(registry, "reconciliation.open.discrepancies", "Discrepancies that are open or in review");
        oldestReview = gauge(
                registry, "reconciliation.review.oldest.age.seconds", "Age of the oldest item in the review queue");
        lastSuccess = gauge(
                registry,
                "reconciliation.last.success.timestamp.seconds",
                "Time of the job's last successful run, in seconds since 1970");
        overdue = gauge(
                registry,
                "reconciliation.job.overdue",
                "1 if the job has not succeeded within twice its interval, else 0");
        problems = gauge(registry, "reconciliation.problems", "1 while the step keeps failing, otherwise absent");
        verifiedAge = gauge(
                registry,
                "reconciliation.verified.age.seconds",
                "Time since the table was last verified in full; +Inf if it never was");
        lagSeconds = gauge(registry, "cdc.lag.seconds", "Time by which the target is behind the source");
        lagBytes = gauge(registry, "cdc.lag.bytes", "Bytes of the source's WAL that are not applied yet");
        retainedBytes = gauge(registry, "cdc.slot.retained.bytes", "Bytes of WAL that the source retains for the slot");
        parked = gauge(
                registry,
                "cdc.parked.events",
                "Parked events: rejected by the target, or queued behind a rejected event of the same key");
        verifiedSequence = gauge(
                registry,
                "reconciliation.stream.verified.sequence",
                "Ledger sequence through which stream verification has compared every change");
        verificationLag = gauge(
                registry,
                "reconciliation.stream.verification.lag.seconds",
                "Age of the oldest change that stream verification has not compared");
        waitingKeys = gauge(
                registry,
                "reconciliation.stream.waiting.keys",
                "Keys pending: stream verification compares them in the next window");
        targetLag = gauge(
                registry,
                "cdc.target.stream.lag.seconds",
                "Upper bound of the age of the oldest write in the target's stream that was not checked");
        targetRetained =
                gauge(registry, "cdc.target.slot.retained.bytes", "Bytes of WAL that the target retains for its slot");
        ruleViolations = gauge(
                registry,
                "reconciliation.rule.violations",
                "Violating groups in the rule's last results, of all tenants");
        rulesUndecided = gauge(
                registry,
                "reconciliation.rule.undecided",
                "Tenants for which the rule's last result is no verdict: ERROR or UNVERIFIABLE");
        sampleBound = gauge(
                registry,
                "reconciliation.sample.error.rate.bound",
                "Upper bound of the share of differing rows, 0 to 1, by the last successful sample");
        anomalies = gauge(
                registry, "reconciliation.anomalies", "Anomalies in the table in the last successful run of the job");
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
        sample(ruleViolations, () -> ruleRows(RuleStanding::violations));
        sample(rulesUndecided, () -> ruleRows(RuleStanding::undecided));
        sample(sampleBound, this::sampleBoundRows);
        sample(anomalies, this::anomalyRows);
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
            LOG.warn("metric can't be read; it is absent from this scrape", e);
            rows = List.of();
        }
        gauge.register(rows, true);
    }

    /** Includes zeros, so that an alert resolves with the last discrepancy. */
    private List<Row<?>> openRows() {
        record Kind(DiscrepancyType type, Severity severity) {}
        Map<Kind, Long> counts = new HashMap<>();
        for (OpenCount count : sources.records().discrepancies().openCounts(sources.pipeline())) {
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
        double age = sources.records()
                .discrepancies()
                .oldest(sources.pipeline(), DiscrepancyState.IN_REVIEW)
                .map(this::age)
                .orElse(0.0);
        return List.of(Row.of(Tags.empty(), age));
    }

    private List<Row<?>> lastSuccessRows() {
        List<Row<?>> rows = new ArrayList<>();
        sources.records()
                .runs()
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
     * The age of a table is that of its tenant with the oldest verification, or that of its chunk with the oldest one, whichever is
     * less: both bound the whole table, and a verification by chunks is recorded at the chunks first.
     */
    private List<Row<?>> verifiedAgeRows() {
        Map<String, Double> ages = new HashMap<>();
        for (Covered covered : sources.records().coverage().list(sources.pipeline())) {
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

    private List<Row<?>> ruleRows(ToLongFunction<RuleStanding> figure) {
        List<Row<?>> rows = new ArrayList<>();
        for (RuleStanding rule : sources.rules().get()) {
            rows.add(Row.of(pipeline.and("rule", rule.rule()), figure.applyAsLong(rule)));
        }
        return rows;
    }

    private List<Row<?>> sampleBoundRows() {
        List<Row<?>> rows = new ArrayList<>();
        lastSucceeded(JobKind.SAMPLE).ifPresent(run -> sources.records().runs().samples(run.id()).stream()
                .filter(sample -> sample.part() == PartEstimate.Part.TABLE)
                .forEach(sample -> rows.add(Row.of(
                        pipeline.and("table", sample.table()),
                        sample.estimate().interval().to()))));
        return rows;
    }

    private List<Row<?>> anomalyRows() {
        Map<String, Long> found = new TreeMap<>();
        lastSucceeded(JobKind.ANOMALIES).ifPresent(run -> sources.records()
                .anomalies()
                .models(sources.pipeline(), run.id())
                .forEach(model -> found.merge(model.table(), model.found(), Long::sum)));
        List<Row<?>> rows = new ArrayList<>();
        found.forEach((table, number) -> rows.add(Row.of(pipeline.and("table", table), number)));
        return rows;
    }

    /** The latest run over all rows of its tables, among the latest runs. */
    private Optional<Run> lastSucceeded(JobKind job) {
        return sources
                .records()
                .runs()
                .list(new RunQuery(sources.pipeline(), job.jobName(), RunState.SUCCEEDED, new PageRequest(0, 50)))
                .items()
                .stream()
                .filter(run ->
                        run.scope().changed() == null && run.scope().tenants().isEmpty())
                .findFirst();
    }

    private void sampleStream() {
        StreamSample sample;
        try {
            sample = sources.stream().get();
        } catch (RuntimeException e) {
            LOG.warn("stream metrics can't be read; they are absent from this scrape", e);
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
