package dev.reconciler.app.check;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.endpoint.postgres.preflight.ConnectionRefusedException;
import dev.reconciler.endpoint.postgres.preflight.PostgresPreflight;
import dev.reconciler.endpoint.postgres.preflight.ServerFacts;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import java.util.List;
import java.util.Optional;

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
        Optional<PostgresPreflight> source = connect("source", config.source(), findings);
        Optional<PostgresPreflight> target = connect("target", config.target(), findings);
        if (!config.control().equals(config.target())) {
            connect("control", config.control(), findings).ifPresent(control -> new ServerChecks(findings)
                    .target(place("control", config.control()), control.server()));
        }
        if (source.isPresent() && target.isPresent()) {
            databases(config, resync, source.get(), target.get(), findings);
        }
        return findings.all();
    }

    private static Optional<PostgresPreflight> connect(String noun, ConnectionConfig to, Findings findings) {
        try {
            int timeout = (int) Math.max(1, to.connectTimeout().toSeconds());
            return Optional.of(PostgresPreflight.connect(
                    to.jdbcUrl(), to.user(), to.password().reveal(), timeout));
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
        ServerChecks.Start start = resync
                ? ServerChecks.Start.RESYNC
                : target.hasCheckpoint(config.pipeline()) ? ServerChecks.Start.AGAIN : ServerChecks.Start.FIRST;
        servers.slot(sourcePlace, source, from, config.stream().slot(), start);
        servers.target(targetPlace, to);
        if (config.observe().targetStream()) {
            servers.targetStream(targetPlace, to);
            servers.targetSlot(targetPlace, target, to, config.stream().targetSlot());
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
        new TableChecks(
                        config,
                        new TableChecks.Database(source, new PostgresSchemaReader(Side.SOURCE, source.dataSource())),
                        new TableChecks.Database(target, new PostgresSchemaReader(Side.TARGET, target.dataSource())),
                        findings)
                .check();
    }

    private static String place(String noun, ConnectionConfig database) {
        return noun + " " + database.display();
    }
}
