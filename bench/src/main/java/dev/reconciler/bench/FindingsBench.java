package dev.reconciler.bench;

import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionPolicy.Action;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunState;
import dev.reconciler.run.internal.JdbiAgreedProofs;
import dev.reconciler.run.service.RunService;
import dev.reconciler.testing.Tables;
import dev.reconciler.verify.cause.CauseRules;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures the rate at which a checksum run processes rows that differ, half of them missing in the target and half altered
 * there: only recorded; and recorded, corrected and verified again.
 */
final class FindingsBench {
    private static final String NAME = "bench";
    private static final List<DiscrepancyType> TYPES =
            List.of(DiscrepancyType.MISSING_IN_TARGET, DiscrepancyType.FIELD_MISMATCH, DiscrepancyType.EXTRA_IN_TARGET);

    private final Options options;
    private final long differing;
    private long started;
    private volatile long lastRecorded;

    private FindingsBench(Options options) {
        this.options = options;
        this.differing = options.get("differing");
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(Map.of("rows", 100_000L, "differing", 5_000L, "chunk-rows", 50_000L), args);
        System.out.println(new FindingsBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        WideTable wide = new WideTable(0);
        try (Servers servers = new Servers()) {
            ProgressLog.say("inserting %,d rows on both sides", options.get("rows"));
            wide.create(servers.source, servers.sourceDatabase);
            wide.fill(servers.source, servers.sourceDatabase, options.get("rows"));
            wide.create(servers.target, servers.targetDatabase);
            wide.fill(servers.target, servers.targetDatabase, options.get("rows"));
            TargetSchema.migrate(servers.targetPool);
            ControlSchema.migrate(servers.targetPool);
            MappedTable table = new Tables(servers.sourcePool, servers.targetPool).sameName(WideTable.NAME, null);
            ExecutorService readers = Executors.newCachedThreadPool();
            try (SourceStream stream = new SourceStream(servers.databases().source(), List.of(table), NAME);
                    LivePipeline live =
                            new LivePipeline(servers.databases(), List.of(table), stream, ApplyListener.NONE)) {
                live.start();
                return measure(servers, live, table, readers, machine);
            } finally {
                readers.shutdown();
            }
        }
    }

    private Figure measure(
            Servers servers, LivePipeline live, MappedTable table, ExecutorService readers, Machine machine) {
        RunService reporting = service(servers, live, table, readers, Action.REPORT);
        RunService correcting = service(servers, live, table, readers, Action.AUTO);
        double clean = checksum("nothing differs", correcting, 0);
        spoil(servers, 0);
        double report = checksum("recorded", reporting, differing);
        double recorded = sinceStart(lastRecorded);
        double again = checksum("seen again, corrected, verified", correcting, differing);
        spoil(servers, differing);
        double all = checksum("recorded, corrected, verified", correcting, differing);
        checksum("nothing differs", correcting, 0);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("rows", options.get("rows"));
        detail.put("differing", differing);
        detail.put("cleanRunSeconds", Figure.rounded(clean));
        detail.put("reportingRunSeconds", Figure.rounded(report));
        detail.put("recordedPerSecond", Math.round(differing / Math.max(0.001, recorded - clean)));
        detail.put("seenAgainAndCorrectedRunSeconds", Figure.rounded(again));
        detail.put("correctingRunSeconds", Figure.rounded(all));
        detail.put("machine", machine.describe());
        return new Figure("findings", Figure.rounded(differing / all), ">= 1500", "rows/s", detail);
    }

    private double sinceStart(long nanos) {
        return (nanos - started) / 1e9;
    }

    private double checksum(String what, RunService service, long found) {
        started = System.nanoTime();
        RunService.Finished finished =
                service.run(RunRequest.all(JobKind.CHECKSUM, NAME)).orElseThrow();
        double seconds = sinceStart(System.nanoTime());
        long differed =
                finished.results().stream().mapToLong(r -> r.discrepancies()).sum();
        if (finished.run().state() != RunState.SUCCEEDED || differed != found) {
            throw new IllegalStateException("the run was to find " + found + " rows: " + finished);
        }
        ProgressLog.say("%s: %.2f s", what, seconds);
        return seconds;
    }

    private void spoil(Servers servers, long after) {
        String some = " WHERE id > " + after + " AND id <= " + (after + differing);
        servers.target.execute(
                servers.targetDatabase,
                "DELETE FROM " + WideTable.NAME + some + " AND id % 2 = 0",
                "UPDATE " + WideTable.NAME + " SET quantity = quantity + 1" + some + " AND id % 2 = 1");
    }

    private RunService service(
            Servers servers, LivePipeline live, MappedTable table, ExecutorService readers, Action action) {
        Map<DiscrepancyType, Action> actions = new EnumMap<>(DiscrepancyType.class);
        TYPES.forEach(type -> actions.put(type, action));
        Verifiers verifiers =
                Verifiers.of(servers, live, NAME, 1, readers, new CorrectionPolicy(false, actions, Map.of()));
        return verifiers.runs(
                NAME,
                live,
                table,
                CauseRules.replicate(of -> List.of(), new JdbiAgreedProofs(verifiers.jdbi(), Verifiers.DIALECT, NAME)),
                new RunListener() {
                    @Override
                    public void recorded(String run, Recorded recorded) {
                        lastRecorded = System.nanoTime();
                    }
                },
                options.get("chunk-rows"),
                new Breaker.Limits(Long.MAX_VALUE / 2, 100));
    }
}
