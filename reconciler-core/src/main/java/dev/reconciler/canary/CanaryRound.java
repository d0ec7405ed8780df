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
 * Plants once, lets every job look for it, has it repaired, and sees that both sides agree again. A plant that the stream
 * overwrites meanwhile says nothing of any job: the round begins anew.
 */
final class CanaryRound {
    private static final int ATTEMPTS = 20;

    private final RunContext context;
    private final Canary canary;
    private final Map<JobKind, Job> jobs;
    private final CanaryRows rows;
    private final CanaryTidying tidying;

    CanaryRound(RunContext context, Canary canary, Map<JobKind, Job> jobs, CanaryRows rows, CanaryTidying tidying) {
        this.context = context;
        this.canary = canary;
        this.jobs = jobs;
        this.rows = rows;
        this.tidying = tidying;
    }

    /**
     * @param planting plants; empty if the rows changed meanwhile
     * @return what failed, for people; empty if every job and correction did what they must
     */
    List<String> run(Supplier<Optional<List<CorrectionOutcome>>> planting) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<List<CorrectionOutcome>> outcomes = planting.get();
            boolean complete = outcomes.isPresent() && outcomes.get().stream().allMatch(CorrectionOutcome::isCorrected);
            Optional<List<String>> failures = complete ? tried() : Optional.empty();
            tidying.everything();
            if (failures.isPresent()) {
                List<String> all = new ArrayList<>(failures.get());
                all.addAll(agreement());
                return all;
            }
            outcomes.ifPresent(CanaryRound::requirePossible);
        }
        throw new IllegalStateException(
                "the canary's rows change all the time; nothing but it may write them: " + canary.scope());
    }

    /** What the target will not have, it will not have next time either. */
    private static void requirePossible(List<CorrectionOutcome> outcomes) {
        outcomes.stream().filter(CanaryRows::isRefused).findFirst().ifPresent(outcome -> {
            throw new IllegalStateException("the target would not have the canary's change of row "
                    + outcome.plan().key() + ": " + outcome.reason());
        });
    }

    /** What failed; empty if what was planted did not last. */
    private Optional<List<String>> tried() {
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
        tidying.repair(plants);
        for (Plant plant : canary.planter().inPlace(plants)) {
            failures.add(failed("correction", "not_repaired", plant.type() + " of row " + plant.key()));
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

    /** Both sides are equal again, in the eyes of those that count and compare all rows. */
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
