package dev.reconciler.cdc.coverage;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyExtent;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.Clocks;
import dev.reconciler.cdc.testing.InMemorySource;
import dev.reconciler.cdc.testing.InMemoryTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionPolicy;
import dev.reconciler.correction.CorrectionService;
import dev.reconciler.correction.Corrector;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.correction.internal.JdbiSuppressions;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.ledger.LedgerEntry;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.coverage.CoverageKeeper;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.internal.JdbiRuleResults;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.run.job.JobServices;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.service.RunService;
import dev.reconciler.run.service.RunServices;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.ScrubBudget;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.coverage.internal.JdbiCoverage;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.SnapshotAdmission;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import dev.reconciler.window.WindowOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of one table, {@link ShopTables#CUSTOMERS}, between databases in memory, with the real applier, windows, jobs and
 * control store. Played are the stream, the reader of the ledger, and the time.
 */
final class CoverageLab implements AutoCloseable {
    static final MappedTable TABLE = ShopTables.CUSTOMERS;
    static final int CHUNK_ROWS = 10;
    static final String READER = "marks";
    static final Duration PERIOD = Duration.ofDays(7);

    final ControlStore control = new ControlStore();
    final JdbiChunks chunks = new JdbiChunks(control.jdbi(), control.dialect(), "shop", TenantScope.all());
    final JdbiCoverage coverage = new JdbiCoverage(control.jdbi(), control.dialect(), control.clock());
    final JdbiRuns runs = new JdbiRuns(control.jdbi(), control.dialect(), control.clock());
    final InMemorySource source = new InMemorySource(TABLE);
    final InMemoryTarget target = new InMemoryTarget(new Lsn(0));
    /** Ranges that were read, by all runs. */
    final List<KeyRange> read = new ArrayList<>();

    private final long massDriftRows;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final DirtyChunks dirty = new DirtyChunks(chunks);
    private final Applier applier;
    private final RunService service;
    private Runnable atNextWindow = () -> {};
    private int dieAfter = Integer.MAX_VALUE;
    private long told;

    CoverageLab() {
        this(10_000);
    }

    /** @param massDriftRows differing rows that a run records one by one at most */
    CoverageLab(long massDriftRows) {
        this.massDriftRows = massDriftRows;
        TargetSchema.migrate(control.dataSource());
        target.setTableState(TABLE, new TableState.Live());
        target.pruning().hold(READER);
        applier = new Applier(
                target,
                ApplyExtent.write(List.of(TABLE), TenantScope.all()),
                target.acquireLease("test"),
                ApplySettings.of(10_000, 20_000),
                new Clocks(() -> Instant.EPOCH, System::nanoTime),
                ApplyListener.NONE,
                ApplyHooks.NONE,
                position -> {});
        service = service(TenantScope.all());
    }

    /** The runs of the pipeline as configured to carry these tenants. */
    RunService service(TenantScope scope) {
        WindowOpener windows = new WindowOpener(
                source,
                target,
                (condition, atMost) -> condition.getAsBoolean(),
                Duration.ZERO,
                SnapshotAdmission.ALWAYS,
                new WindowListener() {
                    @Override
                    public void opened(Window window) {
                        Runnable now = atNextWindow;
                        atNextWindow = () -> {};
                        now.run();
                    }
                });
        // One chunk a window.
        WindowedPass pass = new WindowedPass(
                windows,
                new WindowedPass.Settings(1, Duration.ZERO, Duration.ZERO),
                executor,
                control.clock(),
                (condition, atMost) -> condition.getAsBoolean(),
                new ReentrantLock());
        CorrectionService corrections = new CorrectionService(
                "shop",
                new Corrector(target, control.clock(), () -> UUID.randomUUID().toString(), CorrectionHooks.NONE),
                control.discrepancies(),
                new JdbiSuppressions(control.jdbi(), control.dialect(), control.clock()),
                new JdbiJournal(control.jdbi(), control.dialect(), "shop"),
                CorrectionPolicy.CAREFUL);
        FindingServices findings = new FindingServices(
                new Pipeline("shop", List.of(TABLE), scope, source, target),
                runs,
                control.discrepancies(),
                new CauseFinder(List.of()),
                corrections,
                Confirming.atOnce(control.clock()),
                new Breaker.Limits(1_000, 1.0),
                new Death());
        CoverageKeeper keeper =
                new CoverageKeeper(findings.pipeline(), coverage, chunks, runs, StreamTrust.ALWAYS, control.clock());
        return RunServices.create(
                new JobServices(findings, pass, keeper),
                Optional.of(new Filler(target, scope)),
                () -> new RuleBook(List.of(), List.of()),
                new JdbiRuleResults(control.jdbi(), control.dialect(), "shop"),
                null,
                new RunServices.Settings(
                        CHUNK_ROWS,
                        100,
                        SamplePlan.uniform(new SampleSize(0.99, 0.01)),
                        () -> 1,
                        new ScrubBudget(PERIOD),
                        massDriftRows,
                        () -> UUID.randomUUID().toString()));
    }

    /** Ends the "process" in the middle of a run: nothing of it gets to say so. */
    private final class Death implements RunListener {
        @Override
        public void progress(String run, JobKind job, String what, long done, long total) {
            if (done >= dieAfter) {
                throw new ThreadDeath();
            }
        }
    }

    static final class ThreadDeath extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The next run dies when it is through with so many chunks. */
    void dieAfter(int done) {
        dieAfter = done;
    }

    void live() {
        dieAfter = Integer.MAX_VALUE;
    }

    /** Is done when the next window is open, after its snapshots were taken. */
    void atNextWindow(Runnable work) {
        atNextWindow = work;
    }

    /** Customers of these ids, of two tenants, in one source transaction that is applied; the ledger's reader has not seen it. */
    void change(String note, int... ids) {
        Map<RowKey, @Nullable Row> writes = new HashMap<>();
        for (int id : ids) {
            writes.put(ShopTables.key(id), row(id, note));
        }
        commit(writes);
    }

    void delete(int from, int to) {
        Map<RowKey, @Nullable Row> writes = new HashMap<>();
        for (int id = from; id < to; id++) {
            writes.put(ShopTables.key(id), null);
        }
        commit(writes);
    }

    void fill(int from, int to) {
        Map<RowKey, @Nullable Row> writes = new HashMap<>();
        for (int id = from; id < to; id++) {
            writes.put(ShopTables.key(id), row(id, "first"));
        }
        commit(writes);
    }

    private void commit(Map<RowKey, @Nullable Row> writes) {
        source.commit(writes);
        source.makeVisible(new Random(0));
        applier.apply(List.of(source.streamed(source.log().size() - 1)));
    }

    static Row row(int id, String note) {
        return ShopTables.row(id, id % 2 == 0 ? "acme" : "globex", "c" + id + "@example.com", note);
    }

    /** A write to the target by another session. */
    void rogue(int id, String note) {
        target.rogueWrite(TABLE, ShopTables.key(id), row(id, note));
    }

    void releaseReader() {
        target.pruning().release(READER);
    }

    /** The ledger's reader comes to everything that is applied. */
    void tail() {
        for (LedgerTransaction transaction : target.ledgerEntries()) {
            if (transaction.sequence() > told) {
                dirty.changed(
                        TABLE,
                        transaction.entries().stream().map(LedgerEntry::key).toList(),
                        transaction.sequence());
                told = transaction.sequence();
            }
        }
    }

    RunService.Finished run(JobKind job, String... tenants) {
        List<TenantId> scope =
                java.util.Arrays.stream(tenants).map(TenantId::new).toList();
        Run run = service.start(new RunRequest(job, "test", List.of(), scope)).orElseThrow();
        int before = runs.chunks(run.id()).size();
        RunService.Finished finished = service.execute(run);
        read.clear();
        runs.chunks(run.id()).stream().skip(before).forEach(chunk -> read.add(chunk.range()));
        return finished;
    }

    List<Chunk> map() {
        return chunks.of(TABLE);
    }

    List<Chunk> dirtyChunks() {
        return map().stream().filter(Chunk::isDirty).toList();
    }

    long sequence() {
        return target.checkpoint().sequence();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
