package dev.reconciler.bench;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.correction.Breaker;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService;
import dev.reconciler.testing.Tables;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.checksum.DigestSetting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures checksum runs of the product over both sides while it streams, with the native and with the canonical digest, and the
 * time of a run beyond one digest of each whole side.
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
            ExecutorService readers = Executors.newCachedThreadPool();
            try (SourceStream stream = new SourceStream(servers.databases().source(), List.of(table), "bench");
                    LivePipeline live =
                            new LivePipeline(servers.databases(), List.of(table), stream, ApplyListener.NONE)) {
                live.start();
                return measure(
                        new Sides(servers, live, table),
                        service(servers, live, table, DigestSetting.NATIVE, readers),
                        service(servers, live, table, DigestSetting.CANONICAL, readers),
                        memory,
                        machine);
            } finally {
                readers.shutdown();
            }
        }
    }

    private void fill(Servers servers, WideTable wide, long rows) {
        ProgressLog.say("inserting %,d rows on both sides", rows);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            wide.create(servers.source, servers.sourceDatabase);
            wide.fill(servers.source, servers.sourceDatabase, rows);
        });
        wide.create(servers.target, servers.targetDatabase);
        wide.fill(servers.target, servers.targetDatabase, rows);
        other.join();
    }

    private RunService service(
            Servers servers, LivePipeline live, MappedTable table, DigestSetting digest, ExecutorService readers) {
        String name = "bench";
        return Verifiers.of(servers, live, name, options.count("parallelism"), readers)
                .runs(
                        name,
                        live,
                        table,
                        digest,
                        List.of(),
                        RunListener.NONE,
                        options.get("chunk-rows"),
                        new Breaker.Limits(1_000, 1.0));
    }

    private Figure measure(Sides sides, RunService byHash, RunService canonical, Memory memory, Machine machine)
            throws Exception {
        long rows = options.get("rows");
        Timings nativePass = new Timings(sides.servers().databases());
        Timings canonicalPass = new Timings(sides.servers().databases());
        Timings nativeRun = new Timings(sides.servers().databases());
        Timings canonicalRun = new Timings(sides.servers().databases());
        List<Step> steps = new ArrayList<>(List.of(
                new Step("one pass, native", nativePass, () -> sides.pass(DigestMethod.NATIVE, rows)),
                new Step("one pass, canonical", canonicalPass, () -> sides.pass(DigestMethod.CANONICAL, rows)),
                new Step("checksum run, native", nativeRun, () -> checksum(byHash, rows)),
                new Step("checksum run, canonical", canonicalRun, () -> checksum(canonical, rows))));
        sides.pass(DigestMethod.NATIVE, rows); // caches
        checksum(byHash, rows);
        for (int round = 0; round < options.count("rounds"); round++) {
            for (Step step : steps) {
                ProgressLog.say("%s: %.2f s", step.name(), step.timings().measureWhole(step.work()));
            }
            Collections.reverse(steps);
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("rows", rows);
        detail.put("columns", sides.table().columns().size());
        detail.put("tenants", options.get("tenants"));
        detail.put("readersPerSide", options.count("parallelism"));
        detail.put("chunkRows", options.get("chunk-rows"));
        detail.put("nativeRun", nativeRun.describe());
        detail.put("canonicalRun", canonicalRun.describe());
        detail.put("nativePass", nativePass.describe());
        detail.put("canonicalPass", canonicalPass.describe());
        detail.put("nativeToOnePass", Figure.rounded(nativeRun.median() / nativePass.median()));
        detail.put("goalOfNativeToOnePass", "<= 1.25");
        detail.put("canonicalToOnePass", Figure.rounded(canonicalRun.median() / canonicalPass.median()));
        detail.put("goalOfCanonicalToOnePass", "<= 1.3");
        detail.put("ratioOfBest", Figure.rounded(nativeRun.best() / canonicalRun.best()));
        detail.put("nativeToOnePassOfBest", Figure.rounded(nativeRun.best() / nativePass.best()));
        detail.put("rowsPerSecond", Math.round(rows / nativeRun.median()));
        detail.put("memoryMegabytes", memory.describe());
        detail.put("machine", machine.describe());
        return new Figure(
                "checksum", Figure.rounded(nativeRun.median() / canonicalRun.median()), "<= 0.35", "ratio", detail);
    }

    private record Step(String name, Timings timings, Timings.Whole work) {}

    /** Computes one digest of the whole table on both sides at the same time: the lower limit of a run's time. */
    private record Sides(Servers servers, LivePipeline live, MappedTable table) {
        void pass(DigestMethod method, long rows) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try (SourceSnapshot snapshot = live.source.openSnapshot()) {
                    require(snapshot.reader(), method, rows);
                }
            });
            try (TargetSnapshot snapshot = live.target.openSnapshot()) {
                require(snapshot.reader(), method, rows);
            }
            other.join();
        }

        private void require(ChunkReader reader, DigestMethod method, long rows) {
            long seen = reader.digests(table, TenantScope.all(), KeyRange.ALL, method).values().stream()
                    .mapToLong(Digest::count)
                    .sum();
            if (seen != rows) {
                throw new IllegalStateException("a side has " + seen + " rows, not " + rows);
            }
        }
    }

    private static void checksum(RunService service, long rows) {
        RunService.Finished finished =
                service.run(RunRequest.all(JobKind.CHECKSUM, "bench")).orElseThrow();
        long seen = finished.results().stream().mapToLong(r -> r.sourceRows()).sum();
        if (!finished.verdict().equals(java.util.Optional.of(Verdict.AGREED)) || seen != rows) {
            throw new IllegalStateException("the run did not agree on " + rows + " rows: " + finished);
        }
    }
}
