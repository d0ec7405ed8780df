package dev.reconciler.app.wiring;

import dev.reconciler.app.backfill.FirstFill;
import dev.reconciler.app.background.Chore;
import dev.reconciler.app.background.FatalError;
import dev.reconciler.app.background.StepFailures;
import dev.reconciler.app.background.Threads;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.app.digest.DailyDigest;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.schedule.JobSchedules;
import dev.reconciler.app.schedule.RuleSchedules;
import dev.reconciler.app.schedule.ScheduledRuns;
import dev.reconciler.app.stream.LagSeries;
import dev.reconciler.app.stream.Verifying;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.recheck.CandidateTurn;
import dev.reconciler.run.recheck.DependentRecheck;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon that {@code serve} runs: the stream, the backfill of tables that are not filled yet, and every job by its schedule.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration TURN = Duration.ofSeconds(5);
    private static final Duration RECHECK = Duration.ofSeconds(2);
    private static final Duration RULES = Duration.ofSeconds(5);
    private static final Duration LAG = Duration.ofMinutes(1);
    private static final Duration PRUNE = Duration.ofHours(1);
    private static final Duration RESEND = Duration.ofMinutes(10);
    private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

    private final Application application;
    private final Streaming streaming;
    private final Optional<TargetStream> targetStream;
    private final Verifying verifying;
    private final JobSchedules schedules;
    private final ScheduledExecutorService turns =
            Executors.newScheduledThreadPool(3, Threads.named("reconciler-confirm"));
    /** True after the first backfill: until then no rule has a verdict. */
    private volatile boolean rulesStarted;

    /**
     * Starts. First it completes corrections that a crash separated from their discrepancy's state.
     *
     * @param resync see {@link Streaming#start}; verifies every table afterwards
     */
    public static Daemon start(
            ReconcilerConfig config, boolean resync, RunListener runs, ApplyListener stream, ApplyHooks hooks) {
        return start(config, resync, runs, stream, StreamListener.NONE, hooks);
    }

    /** @param verified receives what stream verification compares */
    public static Daemon start(
            ReconcilerConfig config,
            boolean resync,
            RunListener runs,
            ApplyListener stream,
            StreamListener verified,
            ApplyHooks hooks) {
        return start(config, resync, runs, stream, verified, hooks, StartSteps.NONE);
    }

    /** @param steps is called before each step of the start */
    static Daemon start(
            ReconcilerConfig config,
            boolean resync,
            RunListener runs,
            ApplyListener stream,
            StreamListener verified,
            ApplyHooks hooks,
            StartSteps steps) {
        steps.progress("opening the databases and bringing the schema reconciler up to date");
        Application application = Application.open(config, runs);
        try {
            application.repairs().corrections().reconcileJournal();
            if (resync) {
                // The ledger lacks the source's changes from before the new stream.
                application
                        .pipeline()
                        .tables()
                        .forEach(application.stores().verified().chunks()::forget);
                // Before the checkpoint moves: after a crash the record must not claim the changes between both
                // streams.
                application.stopChangeRecord();
            }
            String owner = owner("daemon");
            Streaming streaming = application.stream(resync, owner, stream, hooks, steps);
            try {
                // No other process writes now, so the canary rows in the tables are those of a process that died.
                application.repairs().planter().takeBack();
                return new Daemon(application, streaming, verified, owner, resync, steps);
            } catch (RuntimeException e) {
                streaming.close();
                throw e;
            }
        } catch (DeposedException e) {
            application.close();
            throw new DeposedException("two daemons on one pipeline: " + e.getMessage());
        } catch (RuntimeException e) {
            application.close();
            throw e;
        }
    }

    private Daemon(
            Application application,
            Streaming streaming,
            StreamListener verified,
            String owner,
            boolean resync,
            StartSteps steps) {
        this.application = application;
        this.streaming = streaming;
        this.targetStream = application.targetStream(streaming::isRunning, steps);
        this.verifying = application.verifying(verified, streaming::isRunning);
        verifying.start();
        DailyDigest digest = Digests.of(application);
        this.schedules = application.schedules(owner, work(digest));
        application.executor().execute(() -> firstRuns(resync));
        application.runService().candidateTurn().ifPresent(this::confirm);
        application.runService().dependentRecheck().ifPresent(this::recheck);
        evaluateRulesBySchedule();
        recordLag();
        pruneRuleResults();
        sendMissedReports(digest);
    }

    private void sendMissedReports(DailyDigest digest) {
        turns.scheduleWithFixedDelay(
                new Chore("report-retry", "send missed reports", digest::retry, application.problems(), LOG),
                0,
                RESEND.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void pruneRuleResults() {
        Duration keep = application.config().jobs().verification().ruleResults().keep();
        turns.scheduleWithFixedDelay(
                new Chore(
                        "rule-result-pruning",
                        "prune the results of rules",
                        () -> application
                                .stores()
                                .records()
                                .ruleResults()
                                .prune(RealTime.CLOCK.instant().minus(keep)),
                        application.problems(),
                        LOG),
                0,
                PRUNE.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void recordLag() {
        LagSeries series = new LagSeries(
                application.config().pipeline(),
                () -> streaming.isRunning() ? Optional.of(streaming.lag().time()) : Optional.empty(),
                application.stores().evidence().series(),
                RealTime.CLOCK);
        turns.scheduleWithFixedDelay(
                new Chore("lag-series", "record the lag of the target", series, application.problems(), LOG),
                0,
                LAG.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Evaluates the rules that have a schedule of their own. */
    private void evaluateRulesBySchedule() {
        RuleSchedules due = new RuleSchedules(
                application::rules,
                application.stores().records().ruleResults()::lastEvaluated,
                rules -> application
                        .runService()
                        .run(RunRequest.all(JobKind.RULES, "schedule").ofRules(rules))
                        .isPresent(),
                RealTime.CLOCK.instant(),
                RealTime.CLOCK);
        turns.scheduleWithFixedDelay(
                new Chore(
                        "rule-schedules",
                        "evaluate rules by their own schedules",
                        () -> {
                            if (rulesStarted) {
                                due.run();
                            }
                        },
                        application.problems(),
                        LOG),
                RULES.toMillis(),
                RULES.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Consumer<ScheduledJob> work(Runnable digest) {
        Chore report = new Chore("report", "make the daily report", digest, application.problems(), LOG);
        return job -> {
            if (job.isRun()) {
                runBySchedule(JobKind.of(job.key()));
            } else {
                report.run();
            }
        };
    }

    /** Reads the candidates that runs left again, once per settle time. */
    private void confirm(CandidateTurn turn) {
        long settle = application.config().jobs().observe().settle().toMillis();
        turns.scheduleWithFixedDelay(
                new Chore("candidate-confirmation", "confirm candidates", turn, application.problems(), LOG),
                settle,
                settle,
                TimeUnit.MILLISECONDS);
    }

    /** Verifies findings of counts and rules again after rows were repaired. */
    private void recheck(DependentRecheck recheck) {
        turns.scheduleWithFixedDelay(
                new Chore(
                        "dependent-recheck",
                        "verify findings of counts and rules again",
                        recheck,
                        application.problems(),
                        LOG),
                RECHECK.toMillis(),
                RECHECK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Fills the tables that are not filled, then starts the schedules. A backfill that fails is repeated with a growing delay
     * until it succeeds. After its third failure the schedules start too, so that the tables that it could fill are verified.
     */
    private void firstRuns(boolean resync) {
        FirstFill fill = new FirstFill(() -> tryRun(JobKind.BACKFILL, "start"), RealTime::pause);
        boolean filled = application.config().mode() != Mode.REPLICATE || fill.tryFor(Problems.FAILURES);
        try {
            verifyFirst(resync);
        } finally {
            schedules.start();
            rulesStarted = true;
        }
        if (!filled) {
            fill.untilDone();
        }
    }

    private void verifyFirst(boolean resync) {
        if (resync && !runInTurn(JobKind.CHECKSUM, "resync")) {
            LOG.warn("not everything could be verified after the resync; run 'reconciler verify'");
        }
        if (application.config().jobs().canary() != null
                && !application
                        .stores()
                        .evidence()
                        .plants()
                        .standing(application.config().pipeline())
                        .isEmpty()
                && !runInTurn(JobKind.CANARY, "start")) {
            LOG.warn("differences of an earlier canary run could not be removed; the next canary run retries");
        }
    }

    private boolean runInTurn(JobKind job, String trigger) {
        AtomicBoolean succeeded = new AtomicBoolean();
        RealTime.PATIENCE.await(
                () -> {
                    succeeded.set(succeeds(job, trigger));
                    return succeeded.get() || !RealTime.pause(TURN);
                },
                LONGEST_TURN);
        return succeeded.get();
    }

    private boolean succeeds(JobKind job, String trigger) {
        return tryRun(job, trigger) == FirstFill.Attempt.SUCCEEDED;
    }

    private FirstFill.Attempt tryRun(JobKind job, String trigger) {
        try {
            return application
                    .runService()
                    .run(RunRequest.all(job, trigger))
                    .map(run -> run.verdict().isPresent() ? FirstFill.Attempt.SUCCEEDED : FirstFill.Attempt.FAILED)
                    .orElse(FirstFill.Attempt.NOT_STARTED);
        } catch (RuntimeException e) {
            LOG.warn("run not recorded job={} error=\"{}\"; retrying", job.jobName(), e.getMessage());
            runFailed(job, e);
            return FirstFill.Attempt.FAILED;
        }
    }

    private void runFailed(JobKind job, RuntimeException because) {
        new StepFailures(application.problems())
                .failed(ProblemKey.ofPipeline(job.jobName()), because, StandingProblem.Effect.PARTIAL);
    }

    private void runBySchedule(JobKind job) {
        try {
            ScheduledRuns runs = new ScheduledRuns(
                    each -> application
                            .runService()
                            .run(RunRequest.all(each, "schedule"))
                            .isPresent(),
                    RealTime::pause);
            if (!runs.execute(job)) {
                LOG.info("scheduled run not executed job={} error=\"a run of the job is running\"", job.jobName());
            }
        } catch (RuntimeException e) {
            runFailed(job, e);
            throw e;
        } catch (Error e) {
            FatalError.end(Thread.currentThread(), e);
        }
    }

    public Application application() {
        return application;
    }

    public Streaming streaming() {
        return streaming;
    }

    /** Returns the progress of stream verification; empty if it is switched off. */
    Optional<StreamVerification.Status> verification() {
        return verifying.status();
    }

    /** Returns the progress of the target stream; empty if there is none. */
    Optional<PipelineStatus.TargetStream> targetStream() {
        return targetStream.map(TargetStream::status);
    }

    /** Names this process in leases and schedules. The name is unique: a process with the same name could take the lease over. */
    public static String owner(String what) {
        return what + " with pid " + ProcessHandle.current().pid() + " on " + host() + " " + RealTime.IDS.get();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    @Override
    public void close() {
        try (application;
                streaming;
                verifying) {
            turns.shutdownNow();
            schedules.close();
            targetStream.ifPresent(TargetStream::close);
        }
    }
}
