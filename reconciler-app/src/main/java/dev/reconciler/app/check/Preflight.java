package dev.reconciler.app.check;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.endpoint.postgres.preflight.ConnectionRefusedException;
import dev.reconciler.endpoint.postgres.preflight.PostgresPreflight;
import dev.reconciler.endpoint.postgres.preflight.ServerFacts;
import dev.reconciler.endpoint.postgres.read.PostgresDigestProbe;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotStart;
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
            @Nullable PostgresPreflight source,
            @Nullable PostgresPreflight target,
            @Nullable PostgresPreflight control) implements AutoCloseable {
        static Opened of(ReconcilerConfig config, Findings findings) {
            return new Opened(
                    connect("source", config.source(), findings).orElse(null),
                    connect("target", config.target(), findings).orElse(null),
                    config.control().equals(config.target())
                            ? null
                            : connect("control", config.control(), findings).orElse(null));
        }

        void look(ReconcilerConfig config, boolean resync, Findings findings) {
            SessionChecks sessions = new SessionChecks(findings);
            try {
                if (control != null) {
                    controlStore(config, control, findings);
                }
                if (source != null && target != null && sessions(config, source, target, sessions)) {
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

    private static void controlStore(ReconcilerConfig config, PostgresPreflight control, Findings findings) {
        SessionChecks sessions = new SessionChecks(findings);
        String where = place("control", config.control());
        if (sessions.direct(where, control.sessions())) {
            sessions.settings(where, control.sessions());
            sessions.count(where, "control", SessionNeed.ofControl(config), control.sessions());
            sessions.control(where, control);
            new ServerChecks(findings).target(where, control.server());
        }
    }

    /** Whether both databases can be asked about anything else. */
    private static boolean sessions(
            ReconcilerConfig config, PostgresPreflight source, PostgresPreflight target, SessionChecks sessions) {
        String sourcePlace = place("source", config.source());
        String targetPlace = place("target", config.target());
        boolean sourceDirect = sessions.direct(sourcePlace, source.sessions());
        boolean targetDirect = sessions.direct(targetPlace, target.sessions());
        if (!sourceDirect || !targetDirect) {
            return false;
        }
        sessions.settings(sourcePlace, source.sessions());
        sessions.settings(targetPlace, target.sessions());
        sessions.count(sourcePlace, "source", SessionNeed.ofSource(config), source.sessions());
        sessions.count(targetPlace, "target", SessionNeed.ofTarget(config), target.sessions());
        sessions.functions(sourcePlace, source, true);
        sessions.functions(targetPlace, target, config.observe().targetStream());
        sessions.replication(sourcePlace, source);
        sessions.database(sourcePlace, config.source());
        if (config.observe().targetStream()) {
            sessions.replication(targetPlace, target);
            sessions.database(targetPlace, config.target());
        }
        sessions.control(targetPlace, target);
        sessions.replicationRole(targetPlace, target.sessions(), config.apply().replicationRole());
        return true;
    }

    private static Optional<PostgresPreflight> connect(String noun, ConnectionConfig to, Findings findings) {
        try {
            int timeout = (int) Math.max(1, to.connectTimeout().toSeconds());
            return Optional.of(PostgresPreflight.connect(
                    PostgresPools.url(to.login()), to.user(), to.password().reveal(), timeout));
        } catch (ConnectionRefusedException e) {
            findings.error(place(noun, to), "no connection: " + e.getMessage(), e.fix());
            return Optional.empty();
        }
    }

    private static void databases(
            ReconcilerConfig config,
            boolean resync,
            PostgresPreflight source,
            PostgresPreflight target,
            Findings findings) {
        ServerChecks servers = new ServerChecks(findings);
        ServerFacts from = source.server();
        ServerFacts to = target.server();
        String sourcePlace = place("source", config.source());
        String targetPlace = place("target", config.target());
        servers.both(sourcePlace, from);
        servers.both(targetPlace, to);
        servers.pair(targetPlace, from, to);
        servers.source(sourcePlace, from);
        String slot = config.stream().slot();
        SlotStart start = SlotStart.of(
                target.hasApplied(config.pipeline()),
                target.hasSlotOrigin(config.pipeline()),
                source.slot(slot).isPresent(),
                target.isSlotIntended(config.pipeline(), from.systemIdentifier(), slot));
        servers.slot(sourcePlace, source, from, slot, start, resync);
        if (start == SlotStart.CREATE || start == SlotStart.RECREATE || resync) {
            servers.openTransactions(sourcePlace, new PostgresSlot(source.dataSource(), slot));
        }
        servers.target(targetPlace, to);
        if (config.observe().targetStream()) {
            servers.targetStream(targetPlace, to);
            String targetSlot = config.stream().targetSlot();
            servers.targetSlot(
                    targetPlace,
                    target,
                    to,
                    targetSlot,
                    SlotStart.of(
                            false,
                            target.hasTargetStream(config.pipeline()),
                            target.slot(targetSlot).isPresent(),
                            target.isSlotIntended(config.pipeline(), to.systemIdentifier(), targetSlot)));
            servers.publication(
                    targetPlace,
                    target,
                    config.stream().targetPublication(),
                    config.tables().stream().map(TableConfig::target).toList());
        }
        if (source.publication(config.stream().publication()).isEmpty() && !from.mayCreate()) {
            findings.error(
                    sourcePlace, "the role may not create the publication", "GRANT CREATE ON DATABASE ... TO the role");
        }
        if (source.publication(config.stream().publication()).isEmpty() && from.readOnly() && !from.standby()) {
            findings.error(
                    sourcePlace,
                    "the database is read-only (default_transaction_read_only), so the publication can't be created",
                    ServerChecks.writable(from));
        }
        servers.publication(
                sourcePlace,
                source,
                config.stream().publication(),
                config.tables().stream().map(TableConfig::source).toList());
        if (config.apply().replicationRole() == ReplicationRole.REPLICA && !to.mayBeReplica()) {
            findings.error(
                    targetPlace,
                    "the role may not set session_replication_role, as apply.replicationRole: replica asks",
                    "GRANT SET ON PARAMETER session_replication_role TO the role (a superuser before version 15)");
        }
        String ruleRole = config.rulesUser();
        if (ruleRole != null) {
            RuleRoleChecks roles = new RuleRoleChecks(findings);
            roles.check(
                    sourcePlace,
                    source,
                    ruleRole,
                    config.tables().stream().map(TableConfig::source).toList());
            roles.check(
                    targetPlace,
                    target,
                    ruleRole,
                    config.tables().stream().map(TableConfig::target).toList());
        }
        new TableChecks(
                        config,
                        new TableChecks.Database(
                                source,
                                new PostgresSchemaReader(Side.SOURCE, source.dataSource()),
                                new PostgresDigestProbe(Side.SOURCE, source.dataSource())),
                        new TableChecks.Database(
                                target,
                                new PostgresSchemaReader(Side.TARGET, target.dataSource()),
                                new PostgresDigestProbe(Side.TARGET, target.dataSource())),
                        findings)
                .check();
    }

    private static String place(String noun, ConnectionConfig database) {
        return noun + " " + database.display();
    }
}
