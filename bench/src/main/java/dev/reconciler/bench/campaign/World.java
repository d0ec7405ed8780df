package dev.reconciler.bench.campaign;

import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.shop.ServerKind;
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
    /** Not {@code reconciler}, the administrator of the lab's MySQL and MariaDB servers. */
    static final String ROLE = "daemon";

    private static final String TOKEN = "campaign-token-0123456789";
    static final String PASSWORD = "campaign";
    private static final int DISK_MEGABYTES = 256;
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

    private final Map<CampaignServer, LabServer> servers = new EnumMap<>(CampaignServer.class);
    private final Map<CampaignServer, TcpProxy> proxies = new EnumMap<>(CampaignServer.class);

    private World(CampaignOptions options, Path directory, Timeline timeline) {
        this.directory = directory;
        this.timeline = timeline;
        disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEGABYTES);
        timeline.say(
                "starting the source on %s, target and control store on %s",
                options.source().title(), options.target().title());
        for (CampaignServer side : CampaignServer.values()) {
            ServerKind kind = side == CampaignServer.SOURCE ? options.source() : options.target();
            Optional<Path> space = side == CampaignServer.TARGET ? disk.map(SmallDisk::space) : Optional.empty();
            LabServer server = LabServer.start(kind, side, space);
            servers.put(side, server);
            proxies.put(side, new TcpProxy(side.title(), server::port));
        }
        int port = freePort();
        clock = new FakeClock(directory);
        supervisor = new Supervisor(directory, config("reconciler.yaml", port), clock.environment(), timeline);
        api = new DaemonApi(port, TOKEN);
    }

    /** Starts the servers and creates the tables, the source's with rows. */
    static World start(CampaignOptions options, Path directory, Timeline timeline, int quietRows) {
        World world = new World(options, directory, timeline);
        LabServer source = world.server(CampaignServer.SOURCE);
        source.execute(CampaignShop.source(source.dialect()), CampaignShop.fill(quietRows));
        LabServer target = world.server(CampaignServer.TARGET);
        target.execute(CampaignShop.target(target.dialect()));
        LabServer control = world.server(CampaignServer.CONTROL);
        control.execute(control.dialect().control());
        return world;
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
                .filter(ScheduledJob::isRun)
                .map(job -> job.key() + ": " + interval(job.key()))
                .collect(Collectors.joining(", "));
        String tables = CampaignShop.KEYS.keySet().stream()
                .map(table -> "{source: %s, target: %s, tenant: {column: tenant_id}}".formatted(table, tableId(table)))
                .collect(Collectors.joining(", "));
        String yaml = """
                pipeline: %s
                initial: backfill
                source: %s
                target: %s
                control: %s
                tables: [%s]
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
                        tables,
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
        return "{url: '%s://%s@127.0.0.1:%d/%s', password: %s, maxConnections: 12, socketTimeout: 40s}"
                .formatted(server(side).scheme(), ROLE, proxy(side).port(), side.database(), PASSWORD);
    }

    LabServer server(CampaignServer side) {
        return java.util.Objects.requireNonNull(servers.get(side));
    }

    TcpProxy proxy(CampaignServer side) {
        return java.util.Objects.requireNonNull(proxies.get(side));
    }

    /** Returns the id of a table's mapping, such as {@code public.orders}. */
    String tableId(String table) {
        return server(CampaignServer.TARGET).dialect().schema() + "." + table;
    }

    List<Map<String, Object>> query(CampaignServer side, String sql) {
        return server(side).query(sql);
    }

    long number(CampaignServer side, String sql) {
        return ((Number) query(side, sql).get(0).values().iterator().next()).longValue();
    }

    /** Returns every row that exists on one side only or differs. */
    List<RowDifference> differences() {
        LabServer source = server(CampaignServer.SOURCE);
        LabServer target = server(CampaignServer.TARGET);
        return new IndependentComparison(
                        source.administrator(),
                        target.administrator(),
                        CampaignShop.compared(source.dialect(), target.dialect()))
                .differences();
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

    /** Returns the target's position in the source's log. */
    String checkpoint() {
        return String.valueOf(query(
                        CampaignServer.TARGET,
                        "SELECT position FROM reconciler.checkpoint WHERE pipeline = '" + PIPELINE + "'")
                .get(0)
                .get("position"));
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
        LabServer source = server(CampaignServer.SOURCE);
        String written = source.writePosition();
        return Waits.until(atMost, () -> source.dialect().covers(checkpoint(), written))
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
        servers.values().forEach(LabServer::close);
        disk.ifPresent(SmallDisk::close);
    }
}
