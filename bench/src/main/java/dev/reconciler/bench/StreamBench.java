package dev.reconciler.bench;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.correction.Breaker;
import dev.reconciler.correction.DirtyKeys;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.testing.Tables;
import dev.reconciler.verify.changes.ChangeRecord;
import dev.reconciler.verify.changes.ChangeRecorder;
import dev.reconciler.verify.changes.CommitTimes;
import dev.reconciler.verify.changes.internal.JdbiChangeRecord;
import dev.reconciler.verify.checksum.DigestSetting;
import dev.reconciler.verify.coverage.DirtyChunks;
import dev.reconciler.verify.coverage.internal.JdbiChunks;
import dev.reconciler.verify.stream.ChangeListener;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;

/**
 * Measures the time from the commit of a change in the source until its difference is recorded, while the source changes a given
 * number of rows per second. A trigger in the target spoils some of the writes: it drops every second one and alters the rest.
 */
final class StreamBench {
    private static final String NAME = "bench";
    private static final int PER_TRANSACTION = 10;
    private static final String DDL =
            "CREATE TABLE changing (id bigint PRIMARY KEY, amount bigint NOT NULL, note text NOT NULL)";
    private static final String SPOIL = """
        CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.id % 2 = 0 THEN DELETE FROM changing WHERE id = NEW.id;
          ELSE UPDATE changing SET amount = amount + 1, note = 'altered' WHERE id = NEW.id; END IF;
          RETURN NULL;
        END $$\
        """;
    private static final String TRIGGER = """
        CREATE TRIGGER spoil AFTER INSERT OR UPDATE ON changing FOR EACH ROW WHEN (NEW.note = 'spoil')
        EXECUTE FUNCTION spoil()\
        """;

    private final Options options;
    private final Map<RowKey, Long> spoiled = new ConcurrentHashMap<>();
    private final Map<RowKey, Double> found = new ConcurrentHashMap<>();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong recording = new AtomicLong();
    private final CommitTimes commits = new CommitTimes();

    private StreamBench(Options options) {
        this.options = options;
    }

    static void main(String... args) throws Exception {
        Options options = Options.parse(
                Map.of("rows", 100_000L, "changes", 1_000L, "seconds", 60L, "spoiled", 60L, "keysPerMinute", 10_000L),
                args);
        System.out.println(new StreamBench(options).run().json());
    }

    private Figure run() throws Exception {
        Machine machine = new Machine();
        try (Servers servers = new Servers()) {
            fill(servers);
            TargetSchema.migrate(servers.targetPool);
            ControlSchema.migrate(servers.targetPool);
            MappedTable table = new Tables(servers.sourcePool, servers.targetPool).sameName("changing", null);
            ExecutorService readers = Executors.newCachedThreadPool();
            ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
            try (SourceStream stream = new SourceStream(servers.databases().source(), List.of(table), NAME);
                    LivePipeline live = new LivePipeline(servers.databases(), List.of(table), stream, times())) {
                StreamVerification verification = verification(servers, live, table, readers);
                live.start();
                ticks.scheduleWithFixedDelay(() -> workOff(verification), 500, 500, TimeUnit.MILLISECONDS);
                double rate = write(servers);
                RealTime.PATIENCE.await(() -> found.size() == spoiled.size(), Duration.ofSeconds(60));
                return figure(rate, verification, machine);
            } finally {
                ticks.shutdownNow();
                readers.shutdown();
            }
        }
    }

    private ApplyListener times() {
        return new ApplyListener() {
            @Override
            public void applied(AppliedBatch batch) {
                commits.applied(
                        batch.after(), batch.checkpoint().sequence(), batch.firstCommittedAt(), batch.committedAt());
            }
        };
    }

    private static void workOff(StreamVerification verification) {
        try {
            while (verification.tick()) {
                // While the rate allows more.
            }
        } catch (RuntimeException e) {
            ProgressLog.say("a tick failed: %s", String.valueOf(e.getMessage()));
        }
    }

    private void fill(Servers servers) {
        long rows = options.get("rows");
        ProgressLog.say("inserting %,d rows on both sides", rows);
        String insert = "INSERT INTO changing SELECT i, 0, md5(i::text) FROM generate_series(1, " + rows + ") AS i";
        servers.source.execute(servers.sourceDatabase, DDL, insert);
        servers.target.execute(servers.targetDatabase, DDL, insert, SPOIL, TRIGGER);
    }

    private StreamVerification verification(
            Servers servers, LivePipeline live, MappedTable table, ExecutorService readers) {
        Verifiers verifiers = Verifiers.of(servers, live, NAME, 1, readers);
        RunListener told = new RunListener() {
            @Override
            public void recorded(String run, Recorded recorded) {
                record(RowKey.decode(recorded.discrepancy().place().subject()));
            }
        };
        Jdbi jdbi = Jdbi.create(servers.targetPool);
        DirtyChunks dirty = new DirtyChunks(new JdbiChunks(jdbi, Verifiers.DIALECT, NAME, TenantScope.all()));
        return StreamVerification.create(
                verifiers.findings(
                        NAME, live, table, List.of(), DigestSetting.AUTO, told, new Breaker.Limits(1_000, 1.0)),
                verifiers.pass(),
                live.target.pruning().hold(StreamVerification.NAME),
                ChangeListener.all(List.of(dirty, recorder(jdbi, table, dirty))),
                new DirtyKeys(verifiers.store(), List.of(table)),
                () -> new RuleBook(List.of(), List.of()),
                new StreamListener() {
                    @Override
                    public void checked(int keys) {
                        checked.addAndGet(keys);
                    }
                },
                new StreamVerification.Settings(10_000, 10_000, 10_000, Duration.ZERO));
    }

    /** The record of changed keys, whose time is measured. */
    private ChangeListener recorder(Jdbi jdbi, MappedTable table, DirtyChunks dirty) {
        ChangeRecord record = new JdbiChangeRecord(jdbi, Verifiers.DIALECT, NAME, TenantScope.all());
        record.begin(List.of(table), Instant.now());
        ChangeRecorder recorder = new ChangeRecorder(
                record,
                commits,
                dirty::ranges,
                new ChangeRecorder.Limits(Duration.ofDays(7), (int) options.get("keysPerMinute"), 10_000_000),
                InstantSource.system(),
                () -> UUID.randomUUID().toString());
        return new ChangeListener() {
            @Override
            public void changed(MappedTable changed, Collection<RowKey> keys, long sequence) {
                recorder.changed(changed, keys, sequence);
            }

            @Override
            public void delivered(long first, long last) {
                long start = System.nanoTime();
                recorder.delivered(first, last);
                recording.addAndGet(System.nanoTime() - start);
            }
        };
    }

    private void record(RowKey key) {
        Long since = spoiled.get(key);
        if (since == null) {
            wrong.incrementAndGet();
        } else {
            found.putIfAbsent(key, (System.nanoTime() - since) / 1e9);
        }
    }

    /** Changes rows at the rate, in transactions of ten; returns the achieved rate. */
    private double write(Servers servers) throws SQLException {
        long transactions = options.get("changes") * options.get("seconds") / PER_TRANSACTION;
        long each = Math.max(1, transactions / options.get("spoiled"));
        ProgressLog.say("changing %,d rows per second for %d s", options.get("changes"), options.get("seconds"));
        long start = System.nanoTime();
        try (Connection connection = servers.sourcePool.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE changing SET amount = amount + 1, note = ? WHERE id = ANY (?)")) {
            connection.setAutoCommit(true);
            for (long n = 0; n < transactions; n++) {
                long due = start + n * PER_TRANSACTION * 1_000_000_000L / options.get("changes");
                RealTime.PATIENCE.await(() -> System.nanoTime() >= due, Duration.ofMinutes(1));
                boolean spoil = n % each == each - 1;
                Long[] ids = spoil ? new Long[] {1 + n / each} : ordinary(n);
                update.setString(1, spoil ? "spoil" : "change " + n);
                update.setArray(2, connection.createArrayOf("bigint", ids));
                if (spoil) {
                    spoiled.put(RowKey.of(Long.toString(ids[0])), System.nanoTime());
                }
                update.executeUpdate();
            }
        }
        return transactions * PER_TRANSACTION / ((System.nanoTime() - start) / 1e9);
    }

    /** Returns ten rows from anywhere except the first ones, which are spoiled; one of them is hot. */
    private Long[] ordinary(long n) {
        long first = options.get("spoiled") + 2;
        long rows = options.get("rows") - first;
        Long[] ids = new Long[PER_TRANSACTION];
        ids[0] = first;
        for (int i = 1; i < ids.length; i++) {
            ids[i] = first + 1 + (n * 7919 + i * 104_729L) % (rows - 1);
        }
        return ids;
    }

    private Figure figure(double rate, StreamVerification verification, Machine machine) {
        List<Double> seconds = found.values().stream().sorted().toList();
        if (seconds.isEmpty() || seconds.size() < spoiled.size() || wrong.get() > 0) {
            throw new IllegalStateException("of " + spoiled.size() + " spoiled rows " + seconds.size()
                    + " were found, and " + wrong.get() + " further differences");
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("changesPerSecond", Math.round(rate));
        detail.put("seconds", options.get("seconds"));
        detail.put("spoiled", spoiled.size());
        detail.put("checked", checked.get());
        detail.put("recordMicrosPerChange", Figure.rounded(recording.get() / 1e3 / checked.get()));
        detail.put("medianSeconds", Figure.rounded(seconds.get(seconds.size() / 2)));
        detail.put("lagSeconds", Figure.rounded(verification.status().lag().toMillis() / 1000.0));
        detail.put("machine", machine.describe());
        return new Figure("stream", Figure.rounded(seconds.get(seconds.size() - 1)), "<= 1", "seconds", detail);
    }
}
