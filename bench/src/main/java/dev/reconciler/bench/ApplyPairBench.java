package dev.reconciler.bench;

import dev.reconciler.bench.demo.DemoClusters;
import dev.reconciler.mapping.MappedTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes of small transactions through capture and applier into a target of another kind of server, compared with the same log
 * through Debezium alone with no output. All read the log from a place that was kept before the changes were written.
 */
final class ApplyPairBench {
    private final PairOptions options;
    private final PipelineDatabases databases;
    private final PairTable source;
    private final PairTable target;

    private ApplyPairBench(PairOptions options, DemoClusters servers, PipelineDatabases databases) {
        this.options = options;
        this.databases = databases;
        this.source = new PairTable(options.pair().source(), servers.sourceApplication());
        this.target = new PairTable(options.pair().target(), servers.targetOwner());
    }

    static void main(String... args) throws Exception {
        PairOptions options = PairOptions.parse(args);
        Optional<String> missing = options.pair().unavailable();
        if (missing.isPresent()) {
            System.out.println("apply-pair: skipped: " + missing.get());
            return;
        }
        try (DemoClusters servers = DemoClusters.start(
                        options.pair(), () -> UUID.randomUUID().toString(), line -> ProgressLog.say("%s", line));
                SideDatabase from = SideDatabase.open(servers.sourceUrl(), servers.sourceDaemon());
                SideDatabase to = SideDatabase.open(servers.targetUrl(), servers.targetDaemon())) {
            System.out.println(new ApplyPairBench(options, servers, new PipelineDatabases(from, to))
                    .run()
                    .json());
        }
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        source.create();
        target.create();
        databases
                .target()
                .target("bench", databases.source().source("bench").positions())
                .migrate();
        MappedTable table = databases.table(PairTable.NAME);
        List<DebeziumStart> plain = new ArrayList<>();
        List<SourceStream> applied = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            plain.add(new DebeziumStart(databases.source(), List.of(table), "plain_" + round));
            applied.add(new SourceStream(databases.source(), List.of(table), "applied_" + round));
        }
        long transactions = Math.max(1, options.rows() / Changes.PER_TRANSACTION);
        long rows = transactions * Changes.PER_TRANSACTION;
        ProgressLog.say("writing %,d transactions of %d changes", transactions, Changes.PER_TRANSACTION);
        source.writeChanges(transactions);
        Memory memory = Memory.watch();
        Timings plainTimes = new Timings(databases);
        Timings appliedTimes = new Timings(databases);
        for (int round = 0; round < options.rounds(); round++) {
            DebeziumStart forDebezium = plain.get(round);
            SourceStream forTarget = applied.get(round);
            target.change("TRUNCATE TABLE " + PairTable.NAME);
            if (round % 2 == 0) {
                plainTimes.measure(() -> debeziumAlone(forDebezium, rows));
                appliedTimes.measure(() -> captureAndApply(table, forTarget, rows));
            } else {
                appliedTimes.measure(() -> captureAndApply(table, forTarget, rows));
                plainTimes.measure(() -> debeziumAlone(forDebezium, rows));
            }
            requireSame();
        }
        return figure(rows, plainTimes, appliedTimes, memory, machine);
    }

    /** Seconds from the first change to the last. */
    private double debeziumAlone(DebeziumStart start, long rows) throws Exception {
        try (start) {
            return new PlainDebezium(databases.source(), start, new Meter(rows)).runFromFirst();
        }
    }

    /** Seconds from the start of the first batch to the commit of the last. */
    private double captureAndApply(MappedTable table, SourceStream stream, long rows) throws Exception {
        Meter meter = new Meter(rows);
        MeteredApply metered = new MeteredApply(meter);
        try (stream;
                LivePipeline live = new LivePipeline(databases, List.of(table), stream, metered, metered)) {
            live.start();
            return meter.awaitFromFirst("capture and apply");
        }
    }

    /** @throws IllegalStateException if the target's rows differ from the source's */
    private void requireSame() throws SQLException {
        String expected = source.summary();
        String found = target.summary();
        if (!expected.equals(found)) {
            throw new IllegalStateException("the source holds " + expected + ", the target " + found);
        }
        ProgressLog.say("the target's rows equal the source's: %s", found);
    }

    private Figure figure(long rows, Timings plain, Timings applied, Memory memory, Machine machine) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("source", options.pair().source().name());
        detail.put("target", options.pair().target().name());
        detail.put("changes", rows);
        detail.put("rowsPerTransaction", Changes.PER_TRANSACTION);
        detail.put("appliedRowsPerSecond", Math.round(rows / applied.median()));
        detail.put("debeziumAloneRowsPerSecond", Math.round(rows / plain.median()));
        detail.put("captureAndApply", applied.describe());
        detail.put("debeziumAlone", plain.describe());
        detail.put("ratioOfBest", Figure.rounded(plain.best() / applied.best()));
        detail.put(
                "ratioOfProcessorTime",
                Figure.rounded(plain.processor().total() / applied.processor().total()));
        detail.put("memoryMegabytes", memory.describe());
        detail.put("machine", machine.describe());
        return new Figure("apply-pair", Figure.rounded(plain.median() / applied.median()), ">= 0.7", "ratio", detail);
    }
}
