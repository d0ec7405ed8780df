package dev.reconciler.bench;

import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of small transactions through capture and applier into the target, compared with the same log through Debezium alone
 * with no output; and, as a third figure, the product's own capture alone. Each measurement has its own slot, created before the
 * changes, so that all of them read the same log.
 */
final class ApplyBench {
    private final Options options;

    private ApplyBench(Options options) {
        this.options = options;
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(Map.of("rows", 1_000_000L, "rounds", 3L), args);
        System.out.println(new ApplyBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        WideTable wide = new WideTable(0);
        try (Servers servers = new Servers()) {
            wide.create(servers.source, servers.sourceDatabase);
            wide.create(servers.target, servers.targetDatabase);
            TargetSchema.migrate(servers.targetPool);
            PipelineDatabases databases = servers.databases();
            SideDatabase source = databases.source();
            MappedTable table = databases.table(WideTable.NAME);
            List<DebeziumStart> plain = new ArrayList<>();
            List<SourceStream> alone = new ArrayList<>();
            List<SourceStream> applied = new ArrayList<>();
            for (int round = 0; round < options.count("rounds"); round++) {
                plain.add(new DebeziumStart(source, List.of(table), "plain_" + round));
                alone.add(new SourceStream(source, List.of(table), "alone_" + round));
                applied.add(new SourceStream(source, List.of(table), "applied_" + round));
            }
            Changes changes = new Changes(servers, wide, options.get("rows"));
            changes.write();
            Memory memory = Memory.watch();
            Timings plainTimes = new Timings(databases);
            Timings aloneTimes = new Timings(databases);
            Timings appliedTimes = new Timings(databases);
            for (int round = 0; round < options.count("rounds"); round++) {
                DebeziumStart forDebezium = plain.get(round);
                SourceStream forNothing = alone.get(round);
                SourceStream forTarget = applied.get(round);
                Timings.Work onlyCapture = () -> captureAlone(forNothing, changes.rows());
                Timings.Work both = () -> captureAndApply(databases, table, forTarget, changes);
                servers.target.execute(servers.targetDatabase, "TRUNCATE wide", "VACUUM wide", "CHECKPOINT");
                if (round % 2 == 0) {
                    plainTimes.measure(() -> debeziumAlone(source, forDebezium, changes.rows()));
                    aloneTimes.measure(onlyCapture);
                    appliedTimes.measure(both);
                } else {
                    appliedTimes.measure(both);
                    aloneTimes.measure(onlyCapture);
                    plainTimes.measure(() -> debeziumAlone(source, forDebezium, changes.rows()));
                }
                changes.requireSame();
            }
            return figure(changes.rows(), plainTimes, aloneTimes, appliedTimes, memory, machine);
        }
    }

    private static Figure figure(
            long rows, Timings plain, Timings alone, Timings applied, Memory memory, Machine machine) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("changes", rows);
        detail.put("rowsPerTransaction", Changes.PER_TRANSACTION);
        detail.put("appliedRowsPerSecond", Math.round(rows / applied.median()));
        detail.put("debeziumAloneRowsPerSecond", Math.round(rows / plain.median()));
        detail.put("capturedRowsPerSecond", Math.round(rows / alone.median()));
        detail.put("captureAndApply", applied.describe());
        detail.put("debeziumAlone", plain.describe());
        detail.put("captureAlone", alone.describe());
        detail.put("ratioOfBest", Figure.rounded(plain.best() / applied.best()));
        detail.put(
                "ratioOfProcessorTime",
                Figure.rounded(plain.processor().total() / applied.processor().total()));
        detail.put("ratioToOwnCapture", Figure.rounded(alone.median() / applied.median()));
        detail.put("memoryMegabytes", memory.describe());
        detail.put("machine", machine.describe());
        return new Figure("apply", Figure.rounded(plain.median() / applied.median()), ">= 0.85", "ratio", detail);
    }

    /** Seconds from connecting to the last change. */
    private static double debeziumAlone(SideDatabase source, DebeziumStart start, long rows) throws Exception {
        try (start) {
            return new PlainDebezium(source, start, new Meter(rows)).run();
        }
    }

    /** Seconds from connecting to the last change. */
    private static double captureAlone(SourceStream stream, long rows) throws Exception {
        Meter meter = new Meter(rows);
        try (stream) {
            long start = System.nanoTime();
            stream.changes().start(stream.start(), new TransactionSink() {
                @Override
                public void accept(SourceTransaction transaction) {
                    long size = transaction.size();
                    transaction.release().run();
                    stream.changes().acknowledge(transaction.end());
                    meter.add(size);
                }

                @Override
                public void failed(Throwable cause) {
                    meter.fail(cause);
                }
            });
            return meter.await("capture alone", start);
        }
    }

    private static double captureAndApply(
            PipelineDatabases databases, MappedTable table, SourceStream stream, Changes changes) throws Exception {
        Meter meter = new Meter(changes.rows());
        try (stream;
                LivePipeline live = new LivePipeline(databases, List.of(table), stream, new MeteredApply(meter))) {
            long start = System.nanoTime();
            live.start();
            return meter.await("capture and apply", start);
        }
    }
}
