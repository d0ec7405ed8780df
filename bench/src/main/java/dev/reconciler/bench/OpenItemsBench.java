package dev.reconciler.bench;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a daemon with very many open discrepancies, parked events and tenants: its slowest response, and the time of a run
 * that heals them all.
 */
final class OpenItemsBench {
    private static final String TOKEN = "bench-bench-bench-bench";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> PATHS = List.of(
            "/metrics",
            "/health/ready",
            "/api/v1/status",
            "/api/v1/discrepancies?size=100",
            "/api/v1/discrepancies?after=&size=100",
            "/api/v1/reviews?size=100",
            "/api/v1/parked",
            "/api/v1/coverage",
            "/",
            "/discrepancies",
            "/coverage",
            "/parked");
    private static final String FILL = "INSERT INTO item SELECT g, 't' || g %% %d, g FROM generate_series(1, %d) AS g";
    /** Copies the discrepancy that a run has recorded, once for each other row. */
    private static final String OPEN = """
        INSERT INTO reconciler.discrepancy
        SELECT (jsonb_populate_record(d, jsonb_build_object(
            'id', md5(g::text), 'subject', length(g::text) || ':' || g, 'tenant', 't' || g %% %d))).*
        FROM reconciler.discrepancy AS d, generate_series(2, %d) AS g\
        """;

    private static final String PARK = """
        INSERT INTO reconciler.parked_event (pipeline, table_id, key, sequence, position, operation, envelope, error, attempts, at)
        SELECT 'bench', 'public.item', length(g::text) || ':' || g, g, '0/1', 'DELETE',
            '{"operation":"DELETE","table":"public.item","transaction":"1","committedAt":"2026-01-01T00:00:00Z","key":["' || g || '"]}',
            CASE WHEN g %% 2 = 0 THEN '' ELSE '23503 refused' END, g %% 2, now()
        FROM generate_series(%d, %d) AS g\
        """;

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final long items;
    private final long parked;
    private final long tenants;

    private OpenItemsBench(Options options) {
        this.items = options.get("items");
        this.parked = options.get("parked");
        this.tenants = options.get("tenants");
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(Map.of("items", 1_000_000L, "parked", 100_000L, "tenants", 10_000L), args);
        System.out.println(new OpenItemsBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        Path directory = Files.createTempDirectory("reconciler-open-items-");
        try (Servers servers = new Servers()) {
            ProgressLog.say("inserting %,d rows of %,d tenants on both sides", items, tenants);
            String[] rows = {
                "CREATE TABLE item (id bigint PRIMARY KEY, tenant_id text NOT NULL, v bigint NOT NULL)",
                FILL.formatted(tenants, items)
            };
            servers.source.execute(servers.sourceDatabase, rows);
            servers.target.execute(servers.targetDatabase, rows);
            ReconcilerConfig config = new ConfigLoader(Map.of()).load(configuration(servers, directory));
            try (Server server = Server.start(config, false, RunListener.NONE)) {
                return measure(servers, server, machine);
            }
        }
    }

    private Figure measure(Servers servers, Server server, Machine machine) throws Exception {
        servers.target.execute(servers.targetDatabase, "UPDATE item SET v = v + 1 WHERE id = 1");
        double clean = checksum(server, 1);
        ProgressLog.say("opening %,d discrepancies, parking %,d events", items, parked);
        servers.target.execute(
                servers.targetDatabase,
                OPEN.formatted(tenants, items),
                PARK.formatted(items + 1, items + parked),
                "UPDATE item SET v = v - 1 WHERE id = 1",
                "ANALYZE reconciler.discrepancy, reconciler.parked_event");
        login(server);
        Memory memory = Memory.watch();
        Map<String, Object> answers = new LinkedHashMap<>();
        double slowest = 0;
        for (String path : PATHS) {
            double seconds = get(server, path);
            ProgressLog.say("%s: %.2f s", path, seconds);
            answers.put(path, Figure.rounded(seconds));
            slowest = Math.max(slowest, seconds);
        }
        double healing = checksum(server, 0);
        long left = open(servers);
        if (left != 0) {
            throw new IllegalStateException("a run in which every row agrees left " + left + " discrepancies open");
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("items", items);
        detail.put("parked", parked);
        detail.put("tenants", tenants);
        detail.put("answerSeconds", answers);
        detail.put("runSeconds", Figure.rounded(clean));
        detail.put("healingRunSeconds", Figure.rounded(healing));
        detail.put("healedPerSecond", Math.round(items / Math.max(0.001, healing - clean)));
        detail.put("memoryMegabytes", memory.describe());
        detail.put("machine", machine.describe());
        return new Figure("open-items", Figure.rounded(slowest), "<= 2", "s", detail);
    }

    private static double checksum(Server server, long found) {
        long start = System.nanoTime();
        RunService.Finished finished = server.daemon()
                .application()
                .runService()
                .run(RunRequest.all(JobKind.CHECKSUM, "bench"))
                .orElseThrow();
        double seconds = (System.nanoTime() - start) / 1e9;
        long differed =
                finished.results().stream().mapToLong(r -> r.discrepancies()).sum();
        if (finished.run().state() != RunState.SUCCEEDED || differed != found) {
            throw new IllegalStateException("the run was to find " + found + " rows: " + finished.run());
        }
        ProgressLog.say("a run over all rows: %.1f s", seconds);
        return seconds;
    }

    private static long open(Servers servers) {
        String sql = "SELECT count(*) AS n FROM reconciler.discrepancy WHERE state IN ('OPEN', 'IN_REVIEW')";
        return Long.parseLong(String.valueOf(
                servers.target.query(servers.targetDatabase, sql).get(0).get("n")));
    }

    private void login(Server server) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(base(server) + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", base(server))
                        .POST(BodyPublishers.ofString("next=/&name=Bench&token=" + TOKEN))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 303) {
            throw new IOException("/login: HTTP " + response.statusCode() + ": " + response.body());
        }
    }

    private static String base(Server server) {
        return "http://127.0.0.1:" + server.port();
    }

    private double get(Server server, String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(base(server) + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (response.statusCode() != 200 && response.statusCode() != 503) {
            throw new IOException(path + ": HTTP " + response.statusCode() + ": " + response.body());
        }
        return seconds;
    }

    private static Path configuration(Servers servers, Path directory) throws IOException {
        return Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: bench
            source: {host: localhost, port: %d, user: postgres, database: %s}
            target: {host: localhost, port: %d, user: postgres, database: %s, maxConnections: 20}
            http: {port: 0, token: %s}
            initial: live
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            rules: none
            correction: {dryRun: true}
            apply: {spillDirectory: %s}
            tables: [{source: item, tenant: {column: tenant_id}}]
            """.formatted(
                        servers.source.port(),
                        servers.sourceDatabase,
                        servers.target.port(),
                        servers.targetDatabase,
                        TOKEN,
                        directory.resolve("spill")));
    }
}
