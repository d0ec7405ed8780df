package dev.reconciler.bench;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.correction.Breaker;
import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService;
import dev.reconciler.testing.Tables;
import dev.reconciler.verify.Verdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * A checksum run of the product, over both sides while the stream is on, against one pass of the same hash over the slower
 * side in plain SQL, with as many backends a side.
 */
final class ChecksumBench {
    private final Options options;

    private ChecksumBench(Options options) {
        this.options = options;
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(
                Map.of("rows", 5_000_000L, "rounds", 3L, "tenants", 0L, "parallelism", 1L, "chunk-rows", 50_000L),
                args);
        System.out.println(new ChecksumBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        long rows = options.get("rows");
        WideTable wide = new WideTable(options.get("tenants"));
        try (Servers servers = new Servers()) {
            fill(servers, wide, rows);
            TargetSchema.migrate(servers.targetPool);
            ControlSchema.migrate(servers.targetPool);
            MappedTable table = new Tables(servers.sourcePool, servers.targetPool)
                    .sameName(WideTable.NAME, options.get("tenants") == 0 ? null : "customer");
            Memory memory = Memory.watch();
            SnapshotLimits limits = new SnapshotLimits(Duration.ofMinutes(5), Duration.ofMinutes(1));
            ExecutorService readers = Executors.newCachedThreadPool();
            try (SourceStream stream = new SourceStream(servers, List.of(table), "bench");
                    LivePipeline live = new LivePipeline(servers, List.of(table), stream, limits, ApplyListener.NONE)) {
                live.start();
                RunService service = service(servers, live, table, readers);
                return measure(servers, table, service, rows, memory, machine);
            } finally {
                readers.shutdown();
            }
        }
    }

    private void fill(Servers servers, WideTable wide, long rows) {
        Progress.say("making %,d rows on both sides", rows);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            wide.create(servers.source, servers.sourceDatabase);
            wide.fill(servers.source, servers.sourceDatabase, rows);
        });
        wide.create(servers.target, servers.targetDatabase);
        wide.fill(servers.target, servers.targetDatabase, rows);
        other.join();
    }

    private RunService service(Servers servers, LivePipeline live, MappedTable table, ExecutorService readers) {
        String name = "bench";
        return Verifiers.of(servers, live, name, options.count("parallelism"), readers)
                .runs(
                        name,
                        live,
                        table,
                        List.of(),
                        RunListener.NONE,
                        options.get("chunk-rows"),
                        new Breaker.Limits(1_000, 1.0));
    }

    private Figure measure(
            Servers servers, MappedTable table, RunService service, long rows, Memory memory, Machine machine)
            throws Exception {
        Timings source = new Timings(servers);
        Timings target = new Timings(servers);
        Timings product = new Timings(servers);
        sqlPass(servers.sourcePool, table, Side.SOURCE, rows); // caches
        sqlPass(servers.targetPool, table, Side.TARGET, rows);
        for (int round = 0; round < options.count("rounds"); round++) {
            Timings.Whole onSource = () -> sqlPass(servers.sourcePool, table, Side.SOURCE, rows);
            Timings.Whole onTarget = () -> sqlPass(servers.targetPool, table, Side.TARGET, rows);
            if (round % 2 == 0) {
                say("source, SQL alone", source.measureWhole(onSource));
                say("target, SQL alone", target.measureWhole(onTarget));
                say("checksum run", product.measureWhole(() -> checksum(service, rows)));
            } else {
                say("checksum run", product.measureWhole(() -> checksum(service, rows)));
                say("target, SQL alone", target.measureWhole(onTarget));
                say("source, SQL alone", source.measureWhole(onSource));
            }
        }
        double slower = Math.max(source.median(), target.median());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("rows", rows);
        detail.put("columns", table.columns().size());
        detail.put("tenants", options.get("tenants"));
        detail.put("readersPerSide", options.count("parallelism"));
        detail.put("chunkRows", options.get("chunk-rows"));
        detail.put("product", product.describe());
        detail.put("sourceSqlAlone", source.describe());
        detail.put("targetSqlAlone", target.describe());
        detail.put("ratioOfBest", Figure.rounded(product.best() / Math.max(source.best(), target.best())));
        detail.put(
                "ratioOfProcessorTime",
                Figure.rounded(Math.max(
                                product.processor().source(),
                                product.processor().target())
                        / Math.max(
                                source.processor().source(), target.processor().target())));
        detail.put("rowsPerSecond", Math.round(rows / product.median()));
        detail.put("memoryMegabytes", memory.describe());
        detail.put("machine", machine.describe());
        return new Figure("checksum", Figure.rounded(product.median() / slower), "<= 1.3", "ratio", detail);
    }

    private static void say(String what, double seconds) {
        Progress.say("%s: %.2f s", what, seconds);
    }

    private static void checksum(RunService service, long rows) {
        RunService.Finished finished =
                service.run(RunRequest.all(JobKind.CHECKSUM, "bench")).orElseThrow();
        long seen = finished.results().stream().mapToLong(r -> r.sourceRows()).sum();
        if (!finished.verdict().equals(java.util.Optional.of(Verdict.AGREED)) || seen != rows) {
            throw new IllegalStateException("the run did not agree on " + rows + " rows: " + finished);
        }
    }

    /** The product's own row hash, summed over the whole table by one statement. */
    private static void sqlPass(DataSource pool, MappedTable table, Side side, long rows) throws SQLException {
        CanonicalSql sql = new CanonicalSql(table, side);
        String query = "SELECT count(*), sum(" + CanonicalSql.highHalf("r.hash") + "), sum("
                + CanonicalSql.lowHalf("r.hash") + ") FROM (SELECT " + sql.hashBits() + " AS hash FROM " + sql.from()
                + " OFFSET 0) AS r";
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            if (result.getLong(1) != rows) {
                throw new IllegalStateException(side + " has " + result.getLong(1) + " rows, not " + rows);
            }
        }
    }
}
