package dev.reconciler.run.service;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.NotRecordedException;
import dev.reconciler.run.NothingInScopeException;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunState;
import dev.reconciler.run.RunTakenException;
import dev.reconciler.run.Runs;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.finding.MassDrift;
import dev.reconciler.run.job.ChangedInSpan;
import dev.reconciler.run.job.ChunkJob;
import dev.reconciler.run.job.Job;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.job.NotAllVerified;
import dev.reconciler.run.job.RulesJob;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.run.job.TablesNotFilledException;
import dev.reconciler.run.job.Tally;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.recheck.CandidateTurn;
import dev.reconciler.run.recheck.CountRecheck;
import dev.reconciler.run.recheck.DependentRecheck;
import dev.reconciler.run.recheck.RuleRecheck;
import dev.reconciler.text.Times;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.NotCaughtUpException;
import dev.reconciler.window.VoidWindowException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs: one at a time per job, resumed after an interruption, ended with a verdict or with the reason for its absence.
 */
public final class RunService {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);
    /**
     * The age at which a run's heartbeat expires and the run is interrupted. Much longer than the time between two calls of
     * {@link #recordHeartbeats}.
     */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final JobServices services;
    private final Pipeline pipeline;
    private final Map<JobKind, Job> jobs;
    private final Job changedRows;
    private final Runs runs;
    private final Confirming confirming;
    private final RunListener listener;
    private final long massDriftRows;
    private final Supplier<String> ids;
    private final Set<String> executing = ConcurrentHashMap.newKeySet();

    RunService(
            JobServices services, Map<JobKind, Job> jobs, Job changedRows, long massDriftRows, Supplier<String> ids) {
        this.changedRows = changedRows;
        this.services = services;
        this.pipeline = services.pipeline();
        this.jobs = Map.copyOf(jobs);
        this.runs = services.findings().runs();
        this.confirming = services.findings().confirming();
        this.listener = services.findings().listener();
        this.massDriftRows = massDriftRows;
        this.ids = ids;
    }

    /** Registers a run, so that its id is known before it is executed; empty if a run of the job is already running. */
    public Optional<Run> start(RunRequest request) {
        job(request.job());
        pipeline.scope(request.tenants());
        KnownTenants.requireTenanted(pipeline.tables(request.tables()), request.tenants());
        requireRecorded(request);
        Optional<Run> interrupted = interrupted(request);
        if (interrupted.isPresent()) {
            return runs.resume(interrupted.get().id(), SILENCE);
        }
        return runs.start(
                new NewRun(ids.get(), pipeline.name(), request.job().jobName(), request.trigger(), request.scope()),
                SILENCE);
    }

    private void requireRecorded(RunRequest request) {
        ChangedBetween span = request.changed();
        if (span == null) {
            return;
        }
        Instant now = confirming.clock().instant();
        if (span.since().isAfter(now)) {
            throw new NotRecordedException(
                    "since (" + Times.utc(span.since()) + ") is in the future: now it is " + Times.utc(now));
        }
        if (!pipeline.target().pruning().isFollowed()) {
            throw ChangedInSpan.notFollowed();
        }
        List<MappedTable> tables = pipeline.tables(request.tables());
        ChangedInSpan.requireComplete(services.changes().completeSince(tables), tables, span);
    }

    /**
     * Records a heartbeat for each run that this process executes. Called every few seconds, so that a dead process's run is soon
     * taken over, and a run that waits for a window is not.
     */
    public void recordHeartbeats() {
        executing.forEach(runs::heartbeat);
    }

    /** Executes a started run; returns its final state. Does not throw on failures of a database or a window. */
    public Finished execute(Run run) {
        executing.add(run.id());
        try {
            return executed(run);
        } finally {
            executing.remove(run.id());
        }
    }

    private Finished executed(Run run) {
        JobKind kind = JobKind.of(run.job());
        List<MappedTable> tables = pipeline.tables(run.scope().tables());
        TenantScope scope =
                pipeline.scope(run.scope().tenants().stream().map(TenantId::new).toList());
        Tally tally = new Tally(confirming.reservation());
        listener.started(run);
        RunState state = RunState.FAILED;
        String error = "";
        try {
            new KnownTenants(pipeline)
                    .require(run.scope().tenants().stream().map(TenantId::new).toList());
            job(run).execute(context(run, kind, new RunContext.About(tables, scope)), tally);
            if (kind != JobKind.BACKFILL
                    && kind.hasVerdict()
                    && tally.errors().isEmpty()
                    && tally.results().isEmpty()) {
                throw new NothingInScopeException("nothing was verified: no table or rule has a result");
            }
            error = NotAllVerified.text(tally.errors());
            state = tally.errors().isEmpty() ? RunState.SUCCEEDED : RunState.FAILED;
        } catch (RunInterruptedException e) {
            state = RunState.INTERRUPTED;
            error = text(e);
        } catch (VoidWindowException e) {
            state = RunState.VOID;
            error = text(e);
        } catch (NotCaughtUpException
                | ReadFailedException
                | TablesNotFilledException
                | NothingInScopeException
                | NotRecordedException e) {
            error = text(e);
        } catch (RunTakenException e) {
            LOG.warn("{}", e.getMessage());
            return new Finished(run, List.of());
        } catch (RuntimeException e) {
            error = text(e);
            LOG.error("run {} of {} failed", run.id(), run.job(), e);
        }
        return finish(run, state, tally, error);
    }

    /** Starts and executes a run; empty if a run of the job is already running. */
    public Optional<Finished> run(RunRequest request) {
        return start(request).map(this::execute);
    }

    /**
     * A finished run with its results.
     *
     * @param samples the estimates of a run of the job sample
     */
    public record Finished(Run run, List<RunResult> results, List<RunSample> samples) {
        /** Creates a finished run without samples. */
        public Finished(Run run, List<RunResult> results) {
            this(run, results, List.of());
        }

        /**
         * DIVERGED if any result diverged; UNVERIFIABLE if no result diverged and a part could not be verified, or no part was;
         * AGREED only if the whole request was verified and agreed; empty if the run did not succeed.
         */
        public Optional<Verdict> verdict() {
            if (run.state() != RunState.SUCCEEDED) {
                return Optional.empty();
            }
            return Optional.of(results.stream()
                    .map(RunResult::verdict)
                    .reduce(Verdict::and)
                    .orElse(Verdict.UNVERIFIABLE));
        }
    }

    /**
     * Records the end of a run. A run whose thread was interrupted can be resumed, whatever exception ended it, because its
     * process is ending; its record is written even then.
     */
    private Finished finish(Run run, RunState state, Tally tally, String error) {
        boolean interrupted = Thread.interrupted();
        try {
            return interrupted && state != RunState.SUCCEEDED
                    ? record(run, RunState.INTERRUPTED, tally, error.isEmpty() ? "interrupted" : error)
                    : record(run, state, tally, error);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Finished record(Run run, RunState state, Tally tally, String error) {
        boolean toItsEnd = state == RunState.SUCCEEDED
                || state == RunState.FAILED && !tally.errors().isEmpty();
        List<RunResult> results = toItsEnd ? tally.results() : List.of();
        Run finished = runs.finish(run.id(), state, results, error);
        if (toItsEnd && job(run) instanceof ChunkJob job && job.comparesEveryRow()) {
            services.coverage().finished(run, results);
        }
        listener.finished(
                finished,
                results,
                Duration.between(run.times().started(), confirming.clock().instant()));
        boolean sampled = run.job().equals(JobKind.SAMPLE.jobName());
        return new Finished(finished, results, sampled ? runs.samples(run.id()) : List.of());
    }

    /** The task that reads unconfirmed candidates again, outside of any run; empty if findings need no confirmation. */
    public Optional<CandidateTurn> candidateTurn() {
        return Optional.ofNullable(confirming.candidates())
                .map(candidates -> new CandidateTurn(
                        pipeline, services.pass(), services.findings().rolling("", "confirm"), confirming, candidates));
    }

    /** The task that verifies findings of counts and rules again after repairs; empty if the pipeline has no job for rules. */
    public Optional<DependentRecheck> dependentRecheck() {
        if (!(jobs.get(JobKind.RULES) instanceof RulesJob rules)) {
            return Optional.empty();
        }
        FindingHandler findings = services.findings().ofRun("", "recheck");
        return Optional.of(new DependentRecheck(
                pipeline.name(),
                services.findings().discrepancies(),
                new CountRecheck(pipeline, services.pass(), findings),
                new RuleRecheck(pipeline, services.pass(), findings, confirming, rules.rules()),
                rules.nothingPlanted(),
                confirming.clock()));
    }

    private RunContext context(Run run, JobKind kind, RunContext.About about) {
        return new RunContext(
                run,
                kind,
                services,
                about,
                services.findings().ofRun(run.id(), kind.jobName()),
                runs.chunks(run.id()),
                () -> runs.heartbeat(run.id()),
                new MassDrift(massDriftRows));
    }

    private Job job(Run run) {
        JobKind kind = JobKind.of(run.job());
        return kind == JobKind.CHECKSUM && run.scope().changed() != null ? changedRows : job(kind);
    }

    private Job job(JobKind kind) {
        Job job = jobs.get(kind);
        if (job == null) {
            throw new IllegalArgumentException("pipeline " + pipeline.name() + " has no job " + kind.jobName());
        }
        return job;
    }

    private Optional<Run> interrupted(RunRequest request) {
        runs.interruptSilent(pipeline.name(), SILENCE);
        return runs.last(pipeline.name(), request.job().jobName())
                .filter(run -> run.state() == RunState.INTERRUPTED)
                .filter(run -> run.scope().equals(request.scope()));
    }

    private static String text(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
