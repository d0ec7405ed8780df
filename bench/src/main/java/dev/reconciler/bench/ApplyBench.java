package dev.reconciler.bench;

import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.Tables;
import java.time.Duration;
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
            MappedTable table = new Tables(servers.sourcePool, servers.targetPool).sameName(WideTable.NAME, null);
            List<SourceStream> plain = new ArrayList<>();
            List<SourceStream> alone = new ArrayList<>();
            List<SourceStream> applied = new ArrayList<>();
            for (int round = 0; round < options.count("rounds"); round++) {
                plain.add(new SourceStream(servers, List.of(table), "plain_" + round));
                alone.add(new SourceStream(servers, List.of(table), "alone_" + round));
                applied.add(new SourceStream(servers, List.of(table), "applied_" + round));
            }
            Changes changes = new Changes(servers, wide, options.get("rows"));
            changes.write();
            Memory memory = Memory.watch();
            Timings plainTimes = new Timings(servers);
            Timings aloneTimes = new Timings(servers);
            Timings appliedTimes = new Timings(servers);
            for (int round = 0; round < options.count("rounds"); round++) {
                SourceStream forDebezium = plain.get(round);
                SourceStream forNothing = alone.get(round);
                SourceStream forTarget = applied.get(round);
                Timings.Work onlyCapture = () -> captureAlone(forNothing, changes.rows());
                Timings.Work both = () -> captureAndApply(servers, table, forTarget, changes);
                servers.target.execute(servers.targetDatabase, "TRUNCATE wide", "VACUUM wide", "CHECKPOINT");
                if (round % 2 == 0) {
                    plainTimes.measure(() -> debeziumAlone(servers, forDebezium, changes.rows()));
                    aloneTimes.measure(onlyCapture);
                    appliedTimes.measure(both);
                } else {
                    appliedTimes.measure(both);
                    aloneTimes.measure(onlyCapture);
                    plainTimes.measure(() -> debeziumAlone(servers, forDebezium, changes.rows()));
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
    private static double debeziumAlone(Servers servers, SourceStream slot, long rows) throws Exception {
        try (slot) {
            return new PlainDebezium(servers, slot, new Meter(rows)).run();
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

    private static double captureAndApply(Servers servers, MappedTable table, SourceStream stream, Changes changes)
            throws Exception {
        Meter meter = new Meter(changes.rows());
        ApplyListener listener = new ApplyListener() {
            @Override
            public void applied(AppliedBatch batch) {
                meter.add(batch.rows());
            }

            @Override
            public void parked(ParkedEvent event) {
                meter.fail(new IllegalStateException("parked: " + event));
            }

            @Override
            public void streamFailed(Throwable because) {
                meter.fail(because);
            }

            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                meter.fail(because);
            }
        };
        try (stream;
                LivePipeline live =
                        new LivePipeline(servers, List.of(table), stream, SnapshotLimits.DEFAULT, listener)) {
            long start = System.nanoTime();
            live.start();
            return meter.await("capture and apply", start);
        }
    }
}
