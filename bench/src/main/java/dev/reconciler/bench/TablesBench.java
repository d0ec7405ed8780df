package dev.reconciler.bench;

import dev.reconciler.app.check.CheckProblem;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.app.wiring.Server;
import dev.reconciler.run.RunListener;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures the time of {@code check} for a pipeline of many tables, and the time from its start until every table is LIVE. */
final class TablesBench {
    private static final String CREATE = """
        DO $$ BEGIN FOR i IN %d..%d LOOP
            EXECUTE format('CREATE TABLE t%%s (id bigint PRIMARY KEY, name text, amount numeric(12,2), at timestamptz)', i);
        END LOOP; END $$\
        """;
    private static final String FILL = """
        DO $$ BEGIN FOR i IN %d..%d LOOP
            EXECUTE format('INSERT INTO t%%s SELECT g, ''name '' || g, g * 1.5, now() FROM generate_series(1, %d) g', i);
        END LOOP; END $$\
        """;
    /** Tables per transaction: each table takes locks. */
    private static final int AT_A_TIME = 500;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final int tables;
    private final int rows;
    private final Duration patience;

    private TablesBench(Options options) {
        this.tables = options.count("tables");
        this.rows = options.count("rows");
        this.patience = Duration.ofSeconds(options.get("patience-seconds"));
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(Map.of("tables", 2_000L, "rows", 10L, "patience-seconds", 600L), args);
        System.out.println(new TablesBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        Path directory = Files.createTempDirectory("reconciler-tables-");
        try (Servers servers = new Servers()) {
            ProgressLog.say("creating %,d tables of %,d rows", tables, rows);
            make(servers);
            ReconcilerConfig config = new ConfigLoader(Map.of()).load(configuration(servers, directory));
            Sessions before = Sessions.of(servers);
            double check = check(config);
            Sessions opened = Sessions.of(servers).minus(before);
            ProgressLog.say("checked in %.1f s", check);
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("tables", tables);
            detail.put("sourceSessionsOfCheck", opened.source());
            detail.put("targetSessionsOfCheck", opened.target());
            live(servers, config, detail);
            detail.put("machine", machine.describe());
            return new Figure("tables", Figure.rounded(check), "<= 20", "s", detail);
        }
    }

    private void make(Servers servers) {
        for (int from = 1; from <= tables; from += AT_A_TIME) {
            int to = Math.min(tables, from + AT_A_TIME - 1);
            servers.source.execute(servers.sourceDatabase, CREATE.formatted(from, to), FILL.formatted(from, to, rows));
            servers.target.execute(servers.targetDatabase, CREATE.formatted(from, to));
        }
    }

    private Path configuration(Servers servers, Path directory) throws IOException {
        String mapped = IntStream.rangeClosed(1, tables)
                .mapToObj(i -> "  - {source: t" + i + ", tenant: none}")
                .collect(Collectors.joining("\n"));
        Files.createDirectories(directory.resolve("rules"));
        return Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: tables
            source: {host: localhost, port: %d, user: postgres, database: %s}
            target: {host: localhost, port: %d, user: postgres, database: %s}
            http: {port: 0}
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            apply: {spillDirectory: %s}
            rules: {directory: %s}
            tables:
            %s
            """.formatted(
                        servers.source.port(),
                        servers.sourceDatabase,
                        servers.target.port(),
                        servers.targetDatabase,
                        directory.resolve("spill"),
                        directory.resolve("rules"),
                        mapped));
    }

    private static double check(ReconcilerConfig config) {
        long start = System.nanoTime();
        List<String> errors = new Preflight()
                .check(config).stream()
                        .filter(problem -> problem.severity() == CheckProblem.Severity.ERROR)
                        .map(CheckProblem::what)
                        .toList();
        if (!errors.isEmpty()) {
            throw new IllegalStateException("the check was to find nothing: " + errors);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void live(Servers servers, ReconcilerConfig config, Map<String, Object> detail) {
        long start = System.nanoTime();
        try (Server server = Server.start(config, false, RunListener.NONE)) {
            double started = (System.nanoTime() - start) / 1e9;
            ProgressLog.say("serving after %.1f s at %s", started, server.url());
            RealTime.PATIENCE.await(() -> liveTables(servers) == tables, patience);
            long live = liveTables(servers);
            detail.put("startSeconds", Figure.rounded(started));
            detail.put("liveTables", live);
            detail.put("liveSeconds", Figure.rounded((System.nanoTime() - start) / 1e9));
        }
    }

    private static long liveTables(Servers servers) {
        LockSupport.parkNanos(LOOK.toNanos());
        return number(
                servers.target,
                servers.targetDatabase,
                "SELECT count(*) AS n FROM reconciler.table_state WHERE state = 'LIVE'");
    }

    private static long number(PostgresCluster cluster, String database, String sql) {
        return Long.parseLong(String.valueOf(cluster.query(database, sql).get(0).get("n")));
    }

    /** Sessions opened on the servers since their start. */
    private record Sessions(long source, long target) {
        static Sessions of(Servers servers) {
            String sql =
                    "SELECT coalesce(sum(sessions), 0)::bigint AS n FROM pg_stat_database WHERE datname LIKE 'bench%'";
            return new Sessions(number(servers.source, "postgres", sql), number(servers.target, "postgres", sql));
        }

        Sessions minus(Sessions before) {
            return new Sessions(source - before.source, target - before.target);
        }
    }
}
