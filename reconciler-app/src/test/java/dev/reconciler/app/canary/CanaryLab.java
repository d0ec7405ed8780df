package dev.reconciler.app.canary;

import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Application.Hooks;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.window.WindowListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two databases with equal rows: customers of two tenants and of the canary's tenant, and rates without tenants, whose keys from
 * 900 belong to the canary. Every write of the target's rows is recorded.
 */
final class CanaryLab implements AutoCloseable {
    static final String TENANT = "canary: {table: customers, tenant: canary, extraKey: [9009]}";
    static final String KEYS = "canary: {table: rates, keys: {from: [900], to: [1000]}, extraKey: [950]}";

    private static final String ROWS = """
            CREATE TABLE customers (
                id bigint PRIMARY KEY, tenant_id text NOT NULL, code int NOT NULL UNIQUE, name varchar(8) CHECK (name <> 'canary-x'),
                balance numeric(5,2));
            CREATE TABLE rates (id int PRIMARY KEY, factor numeric(4,2) NOT NULL);
            INSERT INTO customers SELECT i, CASE WHEN i % 2 = 0 THEN 'acme' ELSE 'globex' END, i, 'name ' || i, i
            FROM generate_series(1, 40) i;
            INSERT INTO customers VALUES (9001, 'canary', 9001, 'canary-a', 9.99), (9002, 'canary', 9002, 'canary-b', NULL),
                (9003, 'canary', 9003, NULL, 0);
            INSERT INTO rates SELECT i, i / 10.0 FROM generate_series(1, 40) i;
            INSERT INTO rates VALUES (901, 99.99), (902, 1)""";
    private static final String WITNESS = """
            CREATE TABLE written (what text);
            CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO written VALUES (TG_TABLE_NAME || ' ' || coalesce(NEW.id, OLD.id));
                RETURN NULL;
            END $$;
            CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION witness();
            CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON rates FOR EACH ROW EXECUTE FUNCTION witness()""";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String source = cluster.createDatabase("canary_source");
    private final String target = cluster.createDatabase("canary_target");
    private final Path directory;

    final List<String> failures = new CopyOnWriteArrayList<>();

    CanaryLab(Path directory) {
        this.directory = directory;
        source(ROWS);
        target(ROWS, WITNESS);
    }

    ReconcilerConfig config(String canary) {
        String text = """
                pipeline: %1$s
                initial: live
                source: {host: localhost, port: %3$d, user: postgres, database: %1$s}
                target: {host: localhost, port: %3$d, user: postgres, database: %2$s}
                tables:
                  - {source: customers, tenant: {column: tenant_id}}
                  - {source: rates, tenant: none}
                http: {port: 0}
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off, canary: off}
                apply: {spillDirectory: %4$s}
                %5$s
                """.formatted(source, target, cluster.port(), directory.resolve("spill"), canary);
        try {
            return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the work with a streaming pipeline. */
    void with(String canary, Hooks hooks, Consumer<Application> work) {
        RunListener listener = new RunListener() {
            @Override
            public void canaryFailed(Run run, String job, String reason) {
                failures.add(job + " " + reason);
            }
        };
        try (Application application = Application.open(config(canary), listener, hooks);
                Streaming streaming = application.stream("test", ApplyListener.NONE, ApplyHooks.NONE)) {
            work.accept(application);
        }
    }

    static Hooks reading(Readings.Answer answer) {
        return hooks(answer, CorrectionHooks.NONE);
    }

    static Hooks hooks(Readings.Answer answer, CorrectionHooks corrections) {
        return new Hooks(WindowListener.NONE, corrections, pipeline -> Readings.of(pipeline, answer));
    }

    static Finished run(Application application, JobKind job) {
        return application.runService().run(RunRequest.all(job, "test")).orElseThrow();
    }

    List<Discrepancy> found(Application application) {
        return application
                .stores()
                .records()
                .discrepancies()
                .search(DiscrepancyQuery.of(source, new PageRequest(0, 1000)))
                .items();
    }

    void source(String... sql) {
        cluster.execute(source, sql);
    }

    void target(String... sql) {
        cluster.execute(target, sql);
    }

    List<String> query(String sql) {
        return cluster.query(target, sql).stream()
                .map(row -> String.valueOf(row.get("r")))
                .toList();
    }

    /** The distinct rows of the target that were written. */
    List<String> written() {
        return query("SELECT DISTINCT what AS r FROM written ORDER BY 1");
    }

    boolean isEqual() {
        return List.of("customers", "rates").stream().allMatch(table -> {
            String sql = "SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') AS r FROM " + table + " t";
            return rows(source, sql).equals(rows(target, sql));
        });
    }

    private List<Map<String, @Nullable Object>> rows(String database, String sql) {
        return cluster.query(database, sql);
    }

    void awaitEqual() {
        await().atMost(Duration.ofSeconds(60)).until(this::isEqual);
    }

    @Override
    public void close() {
        cluster.dropSlot(source, "reconciler_" + source);
    }
}
