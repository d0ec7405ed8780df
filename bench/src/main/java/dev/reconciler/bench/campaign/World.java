package dev.reconciler.bench.campaign;

import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Three servers, the network between them and the daemon, and the daemon under its supervisor. */
final class World implements AutoCloseable {
    static final String PIPELINE = "campaign";
    static final String ROLE = "reconciler";
    private static final String TOKEN = "campaign-token-0123456789";
    private static final String PASSWORD = "campaign";
    private static final int DISK_MEGABYTES = 256;
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "64MB",
            "max_connections", "100",
            "deadlock_timeout", "300ms",
            "max_slot_wal_keep_size", "10GB");

    /** Jobs that a pipeline has only with their own configuration. */
    private static final Set<String> UNCONFIGURED = Set.of("rules", "canary");

    final Timeline timeline;
    final Path directory;
    final Supervisor supervisor;
    final DaemonApi api;
    final FakeClock clock;
    /** The disk of the target's largest tables; empty if this machine can't mount one. */
    final Optional<SmallDisk> disk;

    private boolean closed;

    private final Map<CampaignServer, PostgresCluster> clusters = new EnumMap<>(CampaignServer.class);
    private final Map<CampaignServer, TcpProxy> proxies = new EnumMap<>(CampaignServer.class);

    World(Path directory, Timeline timeline, int quietRows) {
        this.directory = directory;
        this.timeline = timeline;
        timeline.say("starting three PostgreSQL servers");
        Arrays.stream(CampaignServer.values()).forEach(this::startServer);
        int port = freePort();
        clock = new FakeClock(directory);
        supervisor = new Supervisor(directory, config("reconciler.yaml", port), clock.environment(), timeline);
        api = new DaemonApi(port, TOKEN);
        execute(CampaignServer.SOURCE, CampaignShop.source(), CampaignShop.fill(quietRows));
        execute(CampaignServer.TARGET, CampaignShop.target());
        disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEGABYTES);
        disk.ifPresent(small -> execute(
                CampaignServer.TARGET,
                "CREATE TABLESPACE small LOCATION '" + small.space() + "'",
                "ALTER TABLE docs SET TABLESPACE small",
                "ALTER TABLE lines SET TABLESPACE small",
                "ALTER TABLE events SET TABLESPACE small"));
        execute(CampaignServer.CONTROL, "GRANT CREATE ON DATABASE control TO " + ROLE);
    }

    private void startServer(CampaignServer side) {
        PostgresCluster cluster = PostgresCluster.builder().settings(SETTINGS).start();
        clusters.put(side, cluster);
        proxies.put(side, new TcpProxy(side.title(), cluster::port));
        cluster.execute("postgres", "CREATE DATABASE " + side.database());
        cluster.createRole(ROLE, PASSWORD, side == CampaignServer.SOURCE ? "REPLICATION" : "NOREPLICATION");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration file of the pipeline, served at the port. */
    Path config(String name, int port) {
        String schedules = Arrays.stream(ScheduledJob.values())
                .map(job -> job.key() + ": " + interval(job.key()))
                .collect(Collectors.joining(", "));
        String yaml = """
                pipeline: %s
                initial: backfill
                source: %s
                target: %s
                control: %s
                tables:
                  - {source: accounts, tenant: {column: tenant_id}}
                  - {source: orders, tenant: {column: tenant_id}}
                  - {source: lines, tenant: {column: tenant_id}}
                  - {source: docs, tenant: {column: tenant_id}}
                  - {source: events, tenant: {column: tenant_id}}
                windows: {chunkRows: 5000}
                apply: {batchRows: 2000, queueRows: 5000}
                schedules: {%s}
                correction:
                  dryRun: false
                  policy: {MISSING_IN_TARGET: auto, EXTRA_IN_TARGET: auto, FIELD_MISMATCH: auto}
                  breaker: {rows: 100000, percent: 100}
                http: {port: %d, token: %s}
                """.formatted(
                        PIPELINE,
                        connection(CampaignServer.SOURCE),
                        connection(CampaignServer.TARGET),
                        connection(CampaignServer.CONTROL),
                        schedules,
                        port,
                        TOKEN);
        try {
            return Files.writeString(directory.resolve(name), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String interval(String job) {
        if (UNCONFIGURED.contains(job)) {
            return "off";
        }
        return job.equals("count") || job.equals("sample") ? "20s" : "10s";
    }

    private String connection(CampaignServer side) {
        return "{host: 127.0.0.1, port: %d, user: %s, password: %s, database: %s, maxConnections: 12, socketTimeout: 40s}"
                .formatted(proxy(side).port(), ROLE, PASSWORD, side.database());
    }

    PostgresCluster server(CampaignServer side) {
        return java.util.Objects.requireNonNull(clusters.get(side));
    }

    TcpProxy proxy(CampaignServer side) {
        return java.util.Objects.requireNonNull(proxies.get(side));
    }

    void execute(CampaignServer side, String... statements) {
        server(side).execute(side.database(), statements);
    }

    List<Map<String, Object>> query(CampaignServer side, String sql) {
        return server(side).query(side.database(), sql);
    }

    long number(CampaignServer side, String sql) {
        return ((Number) query(side, sql).get(0).values().iterator().next()).longValue();
    }

    /** Returns every row that exists on one side only or differs. */
    List<RowDifference> differences() {
        return new IndependentComparison(
                        administrator(CampaignServer.SOURCE),
                        administrator(CampaignServer.TARGET),
                        CampaignShop.COMPARED)
                .differences();
    }

    private Login administrator(CampaignServer side) {
        PostgresCluster cluster = server(side);
        return new Login(cluster.jdbcUrl(side.database()), cluster.user(), cluster.password());
    }

    /** Ends the daemon's sessions there, as its server's administrator may. */
    void endSessions(CampaignServer side) {
        execute(side, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
    }

    /** Returns the daemon's reason why the stream is stopped; empty if it runs. */
    String waitingBecause() throws IOException, InterruptedException {
        return api.get("/api/v1/status").path("pipeline").path("reason").asText();
    }

    /** Returns the target's count of applied source transactions. */
    long applied() {
        return number(
                CampaignServer.TARGET,
                "SELECT sequence FROM reconciler.checkpoint WHERE pipeline = '" + PIPELINE + "'");
    }

    /** Returns the number of committed transactions that change mapped rows. */
    long committed() {
        return number(CampaignServer.SOURCE, "SELECT count(*) FROM commit_log");
    }

    /**
     * Waits until all present commits of the source are applied and the daemon is ready. Returns false if that takes longer than
     * {@code atMost}.
     */
    boolean recovers(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        String now = String.valueOf(query(CampaignServer.SOURCE, "SELECT pg_current_wal_insert_lsn()::text AS l")
                .get(0)
                .get("l"));
        String sql = "SELECT count(*) FROM reconciler.checkpoint WHERE pipeline = '%s' AND position::pg_lsn >= '%s'"
                .formatted(PIPELINE, now);
        return Waits.until(atMost, () -> number(CampaignServer.TARGET, sql) == 1)
                && Waits.until(Duration.ofNanos(Math.max(0, end - System.nanoTime())), api::ready);
    }

    /** May be called twice, for example by a signal during the normal end. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervisor.close();
        proxies.values().forEach(TcpProxy::close);
        clusters.values().forEach(PostgresCluster::close);
        disk.ifPresent(SmallDisk::close);
    }
}
