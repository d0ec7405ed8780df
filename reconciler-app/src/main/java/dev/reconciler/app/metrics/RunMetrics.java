package dev.reconciler.app.metrics;

import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.Runs;
import dev.reconciler.run.finding.Severities;
import dev.reconciler.verify.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Counts the discrepancies that runs record and the corrections that they write. */
final class RunMetrics implements RunListener {
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12)
    };

    private static final List<String> CANARY_JOBS = List.of(
            JobKind.COUNT.jobName(),
            JobKind.CHECKSUM.jobName(),
            JobKind.INCREMENTAL.jobName(),
            JobKind.SAMPLE.jobName(),
            "correction");
    private static final List<String> CANARY_REASONS = List.of("missed", "unexpected", "not_repaired", "not_restored");

    private static final int RESTORED_RUNS = 20;
    private static final List<CorrectionKind> AUTOMATIC =
            List.of(CorrectionKind.INSERT, CorrectionKind.UPDATE, CorrectionKind.DELETE);

    private final MeterRegistry registry;
    private final String pipeline;
    private final Map<String, Double> drift = new ConcurrentHashMap<>();

    RunMetrics(MeterRegistry registry, String pipeline) {
        this.registry = registry;
        this.pipeline = pipeline;
        // Created at 0: increase() doesn't see the first failure of a counter that begins with it.
        for (String job : CANARY_JOBS) {
            CANARY_REASONS.forEach(reason -> canaryFailures(job, reason));
        }
    }

    /** A discrepancy that is seen again is not counted again. */
    @Override
    public void recorded(String run, Recorded recorded) {
        if (recorded.outcome() != Recorded.Outcome.SEEN_AGAIN) {
            Discrepancy found = recorded.discrepancy();
            inconsistencies(found.place().table(), found.type(), found.severity())
                    .increment();
        }
    }

    @Override
    public void corrected(String table, String kind) {
        corrections(table, kind).increment();
    }

    private Counter inconsistencies(String table, DiscrepancyType type, Severity severity) {
        return registry.counter(
                "reconciliation.inconsistencies",
                "pipeline",
                pipeline,
                "table",
                table,
                "type",
                type.name(),
                "severity",
                severity.name());
    }

    private Counter corrections(String table, String kind) {
        return registry.counter("reconciliation.auto.corrections", "table", table, "correction_type", kind);
    }

    /** Creates the tables' counters at 0: {@code increase()} does not see the first burst of a counter that begins with it. */
    void expect(Collection<String> tables) {
        for (String table : tables) {
            for (DiscrepancyType type : DiscrepancyType.values()) {
                Severities.possible(type).forEach(severity -> inconsistencies(table, type, severity));
            }
            for (CorrectionKind kind : AUTOMATIC) {
                corrections(table, kind.name());
                plannedCorrections(table, kind.name());
            }
        }
    }

    /**
     * Restores each table's drift from its last successful checksum among the last {@link #RESTORED_RUNS}, so that a restart doesn't
     * resolve an alert. A figure of this process is newer and stays.
     */
    void restoreDrift(Runs runs, Collection<String> tables) {
        Set<String> unknown = new HashSet<>(tables);
        unknown.removeAll(drift.keySet());
        PageRequest latest = new PageRequest(0, RESTORED_RUNS);
        RunQuery checksums = new RunQuery(pipeline, JobKind.CHECKSUM.jobName(), RunState.SUCCEEDED, latest);
        for (Run run : unknown.isEmpty() ? List.<Run>of() : runs.list(checksums).items()) {
            if (run.scope().changed() != null) {
                continue;
            }
            drifts(runs.results(run.id())).forEach((table, percentage) -> {
                if (unknown.remove(table)) {
                    drift(table, percentage);
                }
            });
        }
    }

    @Override
    public void planned(String run, String table, String discrepancy, String kind) {
        plannedCorrections(table, kind).increment();
    }

    private Counter plannedCorrections(String table, String kind) {
        return Counter.builder("reconciliation.planned.corrections")
                .description("Corrections that correction.dryRun held back")
                .tags("pipeline", pipeline, "table", table, "correction_type", kind)
                .register(registry);
    }

    @Override
    public void canaryFailed(Run run, String job, String reason) {
        canaryFailures(job, reason).increment();
    }

    private Counter canaryFailures(String job, String reason) {
        return registry.counter(
                "reconciliation.canary.failures", "pipeline", pipeline, "job_type", job, "reason", reason);
    }

    @Override
    public void finished(Run run, List<RunResult> results, Duration took) {
        Timer.builder("reconciliation.duration")
                .description("Duration of runs, whatever their result")
                .tag("job_type", run.job())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
        // Only a checksum compares every row, unless it is one of changed rows.
        if (run.job().equals(JobKind.CHECKSUM.jobName()) && run.scope().changed() == null) {
            drifts(results).forEach(this::drift);
        }
    }

    private void drift(String table, double percentage) {
        if (drift.put(table, percentage) == null) {
            registry.gauge(
                    "data.drift.percentage",
                    io.micrometer.core.instrument.Tags.of("pipeline", pipeline, "table", table),
                    drift,
                    all -> all.getOrDefault(table, Double.NaN));
        }
    }

    /**
     * The percentage of rows that differ, by table, over all of its tenants: from 0 to 100. A table that was not completely verified
     * has no entry: its earlier figure stays.
     */
    static Map<String, Double> drifts(List<RunResult> results) {
        Set<String> open = results.stream()
                .filter(result -> result.verdict() == Verdict.UNVERIFIABLE || result.verdict() == Verdict.NOT_VERIFIED)
                .map(RunResult::table)
                .collect(Collectors.toSet());
        Map<String, long[]> sums = new TreeMap<>();
        for (RunResult result : results) {
            if (open.contains(result.table())) {
                continue;
            }
            long[] sum = sums.computeIfAbsent(result.table(), table -> new long[2]);
            sum[0] += result.discrepancies();
            sum[1] += Math.max(result.sourceRows(), result.targetRows());
        }
        Map<String, Double> percentages = new TreeMap<>();
        sums.forEach((table, sum) ->
                percentages.put(table, sum[0] == 0 ? 0 : Math.min(100, 100.0 * sum[0] / Math.max(1, sum[1]))));
        return percentages;
    }
}
