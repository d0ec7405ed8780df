package dev.reconciler.run.service;

import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.job.BackfillJob;
import dev.reconciler.run.job.ChangedRowsJob;
import dev.reconciler.run.job.ChecksumJob;
import dev.reconciler.run.job.CountJob;
import dev.reconciler.run.job.IncrementalJob;
import dev.reconciler.run.job.Job;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.job.RulesJob;
import dev.reconciler.run.job.SampleJob;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts a pipeline's jobs together. */
public final class RunServices {
    /** A sample of the canary's few rows is all of them. */
    private static final SamplePlan DRAW_ALL = SamplePlan.uniform(new SampleSize(0.999999, 0.0001));

    private RunServices() {}

    /**
     * @param chunkRows rows of a checksum's chunk
     * @param fillRows rows of a backfill's chunk; the applier waits while a chunk is written
     * @param sampleSeeds a seed for each draw
     * @param scrub the number of clean chunks that an incremental run revisits
     * @param massDriftRows the largest number of a table's differing rows that a run records individually
     * @param runIds a new unique id for each run
     */
    public record Settings(
            long chunkRows,
            long fillRows,
            SamplePlan sample,
            LongSupplier sampleSeeds,
            ScrubBudget scrub,
            long massDriftRows,
            Supplier<String> runIds) {}

    /**
     * @param filler empty if applications or another tool write the target: then no table is filled
     * @param canary creates the canary's job from the jobs that it tests and the lock that it holds while differences are
     *     planted; null if no rows are configured for it
     */
    public static RunService create(
            JobServices services,
            Optional<Filler> filler,
            Supplier<RuleBook> rules,
            RuleResults ruleResults,
            @Nullable BiFunction<Map<JobKind, Job>, Lock, Job> canary,
            Settings settings) {
        return create(services, filler, rules, ruleResults, canary, settings, Map.of());
    }

    /** @param more jobs that the canary does not test */
    public static RunService create(
            JobServices services,
            Optional<Filler> filler,
            Supplier<RuleBook> rules,
            RuleResults ruleResults,
            @Nullable BiFunction<Map<JobKind, Job>, Lock, Job> canary,
            Settings settings,
            Map<JobKind, Job> more) {
        ReadWriteLock planting = new ReentrantReadWriteLock(true);
        Map<JobKind, Job> jobs = new EnumMap<>(JobKind.class);
        jobs.put(JobKind.COUNT, new CountJob());
        jobs.put(JobKind.CHECKSUM, new ChecksumJob(settings.chunkRows()));
        jobs.put(JobKind.INCREMENTAL, new IncrementalJob(settings.chunkRows(), settings.scrub()));
        jobs.put(JobKind.SAMPLE, new SampleJob(settings.sample(), settings.sampleSeeds(), rules, ruleResults));
        jobs.put(
                JobKind.RULES,
                new RulesJob(rules, ruleResults, planting.readLock(), settings.sample(), settings.sampleSeeds()));
        filler.ifPresent(fills -> jobs.put(JobKind.BACKFILL, new BackfillJob(fills, settings.fillRows())));
        if (canary != null) {
            Map<JobKind, Job> tried = new EnumMap<>(jobs);
            tried.keySet().removeAll(List.of(JobKind.RULES, JobKind.BACKFILL));
            tried.put(JobKind.SAMPLE, new SampleJob(DRAW_ALL, settings.sampleSeeds(), rules, ruleResults));
            jobs.put(JobKind.CANARY, canary.apply(tried, planting.writeLock()));
        }
        jobs.putAll(more);
        return new RunService(
                services, jobs, new ChangedRowsJob(settings.chunkRows()), settings.massDriftRows(), settings.runIds());
    }
}
