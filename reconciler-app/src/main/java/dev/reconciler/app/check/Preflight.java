package dev.reconciler.app.check;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks both databases as the pipeline would use them, and reports every problem, not only the first one. */
public final class Preflight {

    /** The problems of a pipeline. It can start unless one of them is an error. */
    public List<CheckProblem> check(ReconcilerConfig config) {
        return check(config, false);
    }

    /**
     * The warnings and notes of a pipeline that can start.
     *
     * @param resync true if the pipeline will begin a new stream, so that the state of the old slot doesn't matter
     * @throws RefusedException with every error if the pipeline can't start
     */
    public List<CheckProblem> require(ReconcilerConfig config, boolean resync) {
        List<CheckProblem> problems = check(config, resync);
        if (problems.stream().anyMatch(problem -> problem.severity() == CheckProblem.Severity.ERROR)) {
            throw new RefusedException(problems);
        }
        return problems;
    }

    private static List<CheckProblem> check(ReconcilerConfig config, boolean resync) {
        Findings findings = new Findings();
        new RuleChecks(findings).check(config);
        new SpillCheck(findings).check(config.replication().apply().spillDirectory());
        try (Opened servers = Opened.of(config, findings)) {
            servers.look(config, resync, findings);
        }
        return findings.all();
    }

    /** The databases that accepted a connection. */
    private record Opened(
            @Nullable ServerInspection source,
            @Nullable ServerInspection target,
            @Nullable ServerInspection control) implements AutoCloseable {
        /** Connects to the source beside the others, because a command waits for each. */
        static Opened of(ReconcilerConfig config, Findings findings) {
            CompletableFuture<Attempt> source = CompletableFuture.supplyAsync(
                    () -> Attempt.of("source", config.databases().source()));
            Attempt target = Attempt.of("target", config.databases().target());
            @Nullable ServerInspection opened = source.join().result(findings);
            return new Opened(
                    opened,
                    target.result(findings),
                    config.databases().isControlInTarget()
                            ? null
                            : Attempt.of("control", config.databases().control())
                                    .result(findings));
        }

        void look(ReconcilerConfig config, boolean resync, Findings findings) {
            try {
                if (control != null && control.isDirect(findings)) {
                    control.sessions(SessionNeeds.ofControl(config), findings);
                    control.control(findings);
                }
                if (source != null && target != null && areDirect(source, target, findings)) {
                    databases(config, resync, source, target, findings);
                }
            } catch (ReadFailedException e) {
                findings.error(
                        "source or target",
                        String.valueOf(e.getMessage()),
                        "grant the role the right that the message names (docs/OPERATIONS.md, Rights), then check again");
            }
        }

        @Override
        public void close() {
            try (source;
                    target;
                    control) {
                return;
            }
        }
    }

    /** Returns whether both connections are direct; the other checks need that. */
    private static boolean areDirect(ServerInspection source, ServerInspection target, Findings findings) {
        boolean sourceDirect = source.isDirect(findings);
        boolean targetDirect = target.isDirect(findings);
        return sourceDirect && targetDirect;
    }

    /** A connection, or why there is none. */
    private record Attempt(
            String noun,
            ConnectionConfig to,
            @Nullable ServerInspection server,
            @Nullable ConnectionRefusedException refused) {
        static Attempt of(String noun, ConnectionConfig to) {
            try {
                return new Attempt(noun, to, Engine.of(to.engine()).inspect(to.login(), noun), null);
            } catch (ConnectionRefusedException e) {
                return new Attempt(noun, to, null, e);
            }
        }

        @Nullable
        ServerInspection result(Findings findings) {
            if (refused != null) {
                findings.error(place(noun, to), "no connection: " + refused.getMessage(), refused.fix());
            }
            return server;
        }
    }

    private static void databases(
            ReconcilerConfig config,
            boolean resync,
            ServerInspection source,
            ServerInspection target,
            Findings findings) {
        source.sessions(SessionNeeds.ofSource(config), findings);
        target.sessions(SessionNeeds.ofTarget(config), findings);
        captured("source", config.databases().source(), findings);
        if (config.jobs().observe().targetStream()) {
            captured("target", config.databases().target(), findings);
        }
        if (target.isSameDatabase(source)) {
            findings.error(
                    place("target", config.databases().target()),
                    "the target is the same database as the source",
                    "configure another database");
        }
        StreamNames stream = config.replication().stream().source();
        SourceDemand asked = new SourceDemand(
                stream,
                config.scope().tables().stream().map(TableConfig::source).toList(),
                target.streamRecord(config.pipeline(), source, stream.slot()),
                resync);
        TargetDemand askedOfTarget = targetDemand(config);
        beside(findings, report -> source.source(asked, report), report -> target.target(askedOfTarget, report));
        String queryUser = config.jobs().rules().user();
        if (queryUser != null) {
            source.queryUser(queryUser, asked.tables(), findings);
            target.queryUser(queryUser, askedOfTarget.tables(), findings);
        }
        new TableChecks(config, source, asked, target, askedOfTarget, findings).check();
    }

    /** Makes both checks at the same time, because each waits for its server, and reports the first one's problems first. */
    private static void beside(Findings findings, Consumer<CheckReport> first, Consumer<CheckReport> second) {
        Findings ofFirst = new Findings();
        Findings ofSecond = new Findings();
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> first.accept(ofFirst));
        try {
            second.accept(ofSecond);
        } finally {
            joined(running);
        }
        findings.addAll(ofFirst);
        findings.addAll(ofSecond);
    }

    private static void joined(CompletableFuture<Void> running) {
        try {
            running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private static TargetDemand targetDemand(ReconcilerConfig config) {
        return new TargetDemand(
                config.pipeline(),
                config.jobs().observe().targetStream()
                        ? config.replication().stream().target()
                        : null,
                config.scope().tables().stream()
                        .map(TableConfig::target)
                        .distinct()
                        .toList(),
                // In mode observe only corrections write, and none does in dry-run. Reviewers' decisions write too;
                // they
                // are refused where the role has no right to.
                config.mode() == Mode.REPLICATE || !config.correction().dryRun(),
                config.replication().apply().replicationRole() == ReplicationRole.REPLICA,
                config.databases().isControlInTarget());
    }

    private static void captured(String noun, ConnectionConfig database, Findings findings) {
        CaptureEngine.of(database.engine())
                .databaseObstacle(database.address().database())
                .ifPresent(obstacle -> findings.error(place(noun, database), obstacle.what(), obstacle.fix()));
    }

    private static String place(String noun, ConnectionConfig database) {
        return noun + " " + database.display();
    }
}
