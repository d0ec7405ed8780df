package dev.reconciler.canary;

import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.finding.CanaryMode;
import dev.reconciler.run.job.Job;
import dev.reconciler.run.job.NotAllVerified;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.run.job.Tally;
import dev.reconciler.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One test: plants differences, runs every job over them, has them repaired, and verifies that both sides agree again. If the stream
 * overwrites a plant meanwhile, the result says nothing about the jobs, and the round starts again.
 */
final class CanaryRound {
    private static final int ATTEMPTS = 20;

    private final RunContext context;
    private final Canary canary;
    private final Map<JobKind, Job> jobs;
    private final CanaryRows rows;
    private final CanaryCleanup cleanup;

    CanaryRound(RunContext context, Canary canary, Map<JobKind, Job> jobs, CanaryRows rows, CanaryCleanup cleanup) {
        this.context = context;
        this.canary = canary;
        this.jobs = jobs;
        this.rows = rows;
        this.cleanup = cleanup;
    }

    /**
     * @param planting plants the differences; empty if the rows changed meanwhile
     * @return failures as text; empty if every job and correction passed
     */
    List<String> run(Supplier<Optional<List<CorrectionOutcome>>> planting) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<List<CorrectionOutcome>> outcomes = planting.get();
            boolean complete = outcomes.isPresent() && outcomes.get().stream().allMatch(CorrectionOutcome::isCorrected);
            Optional<List<String>> failures = complete ? testJobs() : Optional.empty();
            cleanup.removeAll();
            if (failures.isPresent()) {
                List<String> all = new ArrayList<>(failures.get());
                all.addAll(agreement());
                return all;
            }
            outcomes.ifPresent(CanaryRound::requirePossible);
        }
        throw new IllegalStateException("the canary's rows kept changing in " + ATTEMPTS
                + " attempts; only the canary may write them: " + canary.scope());
    }

    /** A write that the target rejected will be rejected again. */
    private static void requirePossible(List<CorrectionOutcome> outcomes) {
        outcomes.stream().filter(CanaryRows::isRefused).findFirst().ifPresent(outcome -> {
            throw new IllegalStateException("the target rejected the canary's change of row "
                    + outcome.plan().key() + ": " + outcome.reason());
        });
    }

    /** The failures; empty if a plant was overwritten meanwhile. */
    private Optional<List<String>> testJobs() {
        List<Plant> plants = canary.plants().standing(context.pipeline().name());
        List<String> failures = new ArrayList<>();
        for (Map.Entry<JobKind, Job> job : jobs.entrySet()) {
            Tally tally = new Tally();
            Expectation.Shortfall shortfall = shortfall(job.getKey(), job.getValue(), plants, tally);
            if (!shortfall.isNone()) {
                if (isUnverifiable(tally) || canary.planter().inPlace(plants).size() != plants.size()) {
                    return Optional.empty();
                }
                failures.addAll(note(job.getKey(), shortfall));
            }
        }
        cleanup.repair(plants);
        for (Plant plant : canary.planter().inPlace(plants)) {
            failures.add(failed(
                    "correction",
                    "not_repaired",
                    plant.type() + " of row " + plant.row().key()));
        }
        return Optional.of(failures);
    }

    private static boolean isUnverifiable(Tally tally) {
        return tally.results().stream().anyMatch(result -> result.verdict() == Verdict.UNVERIFIABLE);
    }

    private Expectation.Shortfall shortfall(JobKind kind, Job job, List<Plant> plants, Tally tally) {
        ConcurrentLinkedQueue<Finding> found = new ConcurrentLinkedQueue<>();
        job.execute(context.about(canary.rows(), CanaryMode.observing(found::add)), tally);
        if (!tally.errors().isEmpty()) {
            throw new IllegalStateException("the canary's rows can't be read: " + NotAllVerified.text(tally.errors()));
        }
        return new Expectation(plants, kind == JobKind.COUNT).of(found);
    }

    /** The failures of the jobs that count and compare all rows, which must find both sides equal again. */
    private List<String> agreement() {
        List<String> failures = new ArrayList<>();
        Stream.of(JobKind.COUNT, JobKind.CHECKSUM).forEach(kind -> {
            Job job = jobs.get(kind);
            if (job != null) {
                shortfall(kind, job, List.of(), new Tally())
                        .unexpected()
                        .forEach(what -> failures.add(failed(kind.jobName(), "not_restored", what)));
            }
        });
        return failures;
    }

    private List<String> note(JobKind kind, Expectation.Shortfall shortfall) {
        List<String> failures = new ArrayList<>();
        shortfall.missed().forEach(what -> failures.add(failed(kind.jobName(), "missed", what)));
        shortfall.unexpected().forEach(what -> failures.add(failed(kind.jobName(), "unexpected", what)));
        return failures;
    }

    private String failed(String job, String reason, String what) {
        canary.plants().failed(context.pipeline().name(), context.run().id(), job, reason, what);
        context.listener().canaryFailed(context.run(), job, reason);
        return job + " " + reason.replace('_', ' ') + " " + what;
    }
}
