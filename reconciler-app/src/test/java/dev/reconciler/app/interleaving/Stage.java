package dev.reconciler.app.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Application.Hooks;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A pipeline that streams between two real databases, with the tables of {@link PipelineFixture}, and for each {@link Point} the
 * actions of the test. The action at a point completes before the next step begins.
 */
final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    enum Point {
        PINNED,
        SOURCE_SNAPSHOT_TAKEN,
        HIGH_NOTED,
        TARGET_SNAPSHOT_TAKEN,
        WINDOW_OPENED,
        LEDGER_READ,
        CHECKPOINT_LOCKED,
        CORRECTION_WRITTEN,
        BATCH_WRITTEN
    }

    final PipelineFixture shop;
    final Application application;
    final Streaming stream;

    /** The keys in doubt of each window, as "table key". */
    final List<TreeSet<String>> windows = new CopyOnWriteArrayList<>();

    private final Map<Point, Integer> reached = new ConcurrentHashMap<>();
    private final Map<String, Runnable> scenes = new ConcurrentHashMap<>();

    private Stage(PipelineFixture shop) {
        this.shop = shop;
        application = Application.open(
                new ConfigLoader(Map.of()).load(shop.directory().resolve("reconciler.yaml")),
                RunListener.NONE,
                new Hooks(windowHooks(), correctionHooks()));
        stream = application.stream("test", ApplyListener.NONE, new ApplyHooks() {
            @Override
            public void beforeCommit() {
                reach(Point.BATCH_WRITTEN);
            }
        });
    }

    /** Both databases hold the same rows, and the tables follow the stream. */
    static Stage live(Path directory, String more) {
        return new Stage(shop(directory, "initial: live\n" + more, true));
    }

    /** As {@link #live}; the source's role is no superuser. */
    static Stage ofGrantedSourceRole(Path directory) {
        PipelineFixture shop = shop(directory, "initial: live", true);
        shop.grantedSourceRole();
        return new Stage(shop);
    }

    /** As {@link #live}; the target's role owns nothing, and may do what it was granted. */
    static Stage ofGrantedRole(Path directory) {
        PipelineFixture shop = shop(directory, "initial: live", true);
        shop.grantedTargetRole();
        return new Stage(shop);
    }

    /** The target is empty. */
    static Stage empty(Path directory) {
        return new Stage(shop(directory, "", false));
    }

    private static PipelineFixture shop(Path directory, String config, boolean both) {
        PipelineFixture shop = new PipelineFixture(directory, config);
        shop.seed(12);
        if (both) {
            for (String table : List.of("customers", "orders", "order_items")) {
                copy(shop, table);
            }
        }
        return shop;
    }

    private static void copy(PipelineFixture shop, String table) {
        Object rows = shop.querySource("SELECT jsonb_agg(t)::text AS r FROM " + table + " t")
                .get(0)
                .get("r");
        shop.target(
                "INSERT INTO %1$s SELECT * FROM jsonb_populate_recordset(NULL::%1$s, '%2$s')".formatted(table, rows));
    }

    /** Executes the scene when the point is reached next. */
    void at(Point point, Runnable scene) {
        at(reached.getOrDefault(point, 0) + 1, point, scene);
    }

    /** Executes the scene when the point is reached for the nth time. */
    void at(int time, Point point, Runnable scene) {
        scenes.put(point + " " + time, scene);
    }

    int times(Point point) {
        return reached.getOrDefault(point, 0);
    }

    private void reach(Point point) {
        int time = reached.merge(point, 1, Integer::sum);
        Runnable scene = scenes.remove(point + " " + time);
        if (scene != null) {
            scene.run();
        }
    }

    /** Waits until the target holds all present commits of the source. */
    void awaitApplied() {
        Position written = application.pipeline().source().writePosition();
        application.pipeline().source().mark("test");
        await().atMost(PATIENCE)
                .until(() ->
                        application.pipeline().target().checkpoint().position().covers(written));
    }

    /** Commits on the source and waits until the target has it. */
    void applied(String... statements) {
        shop.source(statements);
        awaitApplied();
    }

    void prune() {
        application
                .pipeline()
                .target()
                .pruning()
                .prune(application.pipeline().source().probe());
    }

    /** Lets every pin expire and prunes the entries that are no longer pinned. */
    void loseThePins() {
        shop.target("UPDATE reconciler.ledger_pin SET renewed_at = renewed_at - interval '1 hour'");
        prune();
    }

    Finished run(JobKind job) {
        return application
                .runService()
                .run(RunRequest.all(job, "test"))
                .orElseThrow(() -> new AssertionError("a run of the job is running already: " + job));
    }

    void assertVerdict(Verdict verdict) {
        Finished finished = run(JobKind.CHECKSUM);
        assertThat(finished.verdict()).as(finished.run().error()).hasValue(verdict);
    }

    /** Returns all recorded discrepancies, as "TYPE table key". */
    List<String> found() {
        return discrepancies().stream()
                .map(found -> found.type() + " " + found.place().table() + " "
                        + RowKey.decode(found.place().subject()))
                .sorted()
                .toList();
    }

    List<Discrepancy> discrepancies() {
        return application
                .stores()
                .records()
                .discrepancies()
                .search(DiscrepancyQuery.of(shop.name(), new PageRequest(0, 1000)))
                .items();
    }

    List<Correction> corrections() {
        return application
                .stores()
                .records()
                .journal()
                .list("", new PageRequest(0, 100))
                .items();
    }

    String name(int customer) {
        return String.valueOf(shop.queryTarget("SELECT name FROM customers WHERE id = " + customer).stream()
                .map(row -> row.get("name"))
                .findFirst()
                .orElse("(none)"));
    }

    List<?> parked() {
        return shop.queryTarget("SELECT table_id, key FROM reconciler.parked_event");
    }

    private WindowListener windowHooks() {
        return new WindowListener() {
            @Override
            public void pinned() {
                reach(Point.PINNED);
            }

            @Override
            public void sourceSnapshotTaken() {
                reach(Point.SOURCE_SNAPSHOT_TAKEN);
            }

            @Override
            public void highNoted() {
                reach(Point.HIGH_NOTED);
            }

            @Override
            public void targetSnapshotTaken() {
                reach(Point.TARGET_SNAPSHOT_TAKEN);
            }

            @Override
            public void opened(Window window) {
                TreeSet<String> keys = new TreeSet<>();
                for (String table : window.lane().doubt().tables()) {
                    window.lane().doubt().of(table).keySet().forEach(key -> keys.add(table + " " + key));
                }
                windows.add(keys);
                reach(Point.WINDOW_OPENED);
            }
        };
    }

    private CorrectionHooks correctionHooks() {
        return new CorrectionHooks() {
            @Override
            public void ledgerRead() {
                reach(Point.LEDGER_READ);
            }

            @Override
            public void checkpointLocked() {
                reach(Point.CHECKPOINT_LOCKED);
            }

            @Override
            public void written() {
                reach(Point.CORRECTION_WRITTEN);
            }
        };
    }

    @Override
    public void close() {
        try (shop;
                application;
                stream) {
            return;
        }
    }
}
