package dev.reconciler.app.check;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at both databases with the eyes of the pipeline, and finds everything that is wrong, not the first. */
public final class Preflight {

    /** The problems of a pipeline; none is an error exactly when it can start. */
    public List<Problem> check(ReconcilerConfig config) {
        return check(config, false);
    }

    /**
     * The warnings and notes of a pipeline that can start.
     *
     * @param resync whether it is to begin a new stream, so that the old one's slot does not matter
     * @throws RefusedException with every error of one that can't
     */
    public List<Problem> require(ReconcilerConfig config, boolean resync) {
        List<Problem> problems = check(config, resync);
        if (problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            throw new RefusedException(problems);
        }
        return problems;
    }

    private static List<Problem> check(ReconcilerConfig config, boolean resync) {
        Findings findings = new Findings();
        new RuleChecks(findings).check(config);
        new SpillCheck(findings).check(config.apply().spillDirectory());
        try (Opened servers = Opened.of(config, findings)) {
            servers.look(config, resync, findings);
        }
        return findings.all();
    }

    /** The databases that could be connected to. */
    private record Opened(
            @Nullable ServerInspection source,
            @Nullable ServerInspection target,
            @Nullable ServerInspection control) implements AutoCloseable {
        static Opened of(ReconcilerConfig config, Findings findings) {
            return new Opened(
                    connect("source", config.source(), findings).orElse(null),
                    connect("target", config.target(), findings).orElse(null),
                    config.control().equals(config.target())
                            ? null
                            : connect("control", config.control(), findings).orElse(null));
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
                        "grant the role what the message names (docs/OPERATIONS.md, Rights), then check again");
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

    /** Whether both databases can be asked about anything else. */
    private static boolean areDirect(ServerInspection source, ServerInspection target, Findings findings) {
        boolean sourceDirect = source.isDirect(findings);
        boolean targetDirect = target.isDirect(findings);
        return sourceDirect && targetDirect;
    }

    private static Optional<ServerInspection> connect(String noun, ConnectionConfig to, Findings findings) {
        try {
            return Optional.of(Engine.of(to.engine()).inspect(to.login(), noun));
        } catch (ConnectionRefusedException e) {
            findings.error(place(noun, to), "no connection: " + e.getMessage(), e.fix());
            return Optional.empty();
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
        captured("source", config.source(), findings);
        if (config.observe().targetStream()) {
            captured("target", config.target(), findings);
        }
        if (target.isSameDatabase(source)) {
            findings.error(
                    place("target", config.target()),
                    "the target is the same database as the source",
                    "name another database");
        }
        StreamNames stream =
                new StreamNames(config.stream().slot(), config.stream().publication());
        SourceDemand asked = new SourceDemand(
                stream,
                config.tables().stream().map(TableConfig::source).toList(),
                target.streamRecord(config.pipeline(), source.server(), stream.slot()),
                resync);
        TargetDemand askedOfTarget = targetDemand(config);
        source.source(asked, findings);
        target.target(askedOfTarget, findings);
        String queryUser = config.rulesUser();
        if (queryUser != null) {
            source.queryUser(queryUser, asked.tables(), findings);
            target.queryUser(queryUser, askedOfTarget.tables(), findings);
        }
        new TableChecks(config, source, asked, target, askedOfTarget, findings).check();
    }

    private static TargetDemand targetDemand(ReconcilerConfig config) {
        return new TargetDemand(
                config.pipeline(),
                config.observe().targetStream()
                        ? new StreamNames(
                                config.stream().targetSlot(), config.stream().targetPublication())
                        : null,
                config.tables().stream().map(TableConfig::target).toList(),
                // In mode observe only corrections write, and none does while they are in dry-run. Decisions of
                // reviewers write, too; where the role may not, they are refused.
                config.mode() == Mode.REPLICATE || !config.correction().dryRun(),
                config.apply().replicationRole() == ReplicationRole.REPLICA);
    }

    private static void captured(String noun, ConnectionConfig database, Findings findings) {
        CaptureEngine.of(database.engine())
                .databaseObstacle(database.database())
                .ifPresent(obstacle -> findings.error(place(noun, database), obstacle.what(), obstacle.fix()));
    }

    private static String place(String noun, ConnectionConfig database) {
        return noun + " " + database.display();
    }
}
