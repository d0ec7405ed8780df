package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunState;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first backfill of tables whose foreign keys are checked at once, and that no order of tables or keys satisfies. */
@Tag("system")
class ForeignKeyCycleTest {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int CATEGORIES = 25_000;

    private final PostgresCluster source = PostgresCluster.builder().start();
    private final PostgresCluster target = PostgresCluster.builder().start();

    @TempDir
    Path directory;

    @BeforeEach
    void create() {
        for (PostgresCluster cluster : new PostgresCluster[] {source, target}) {
            cluster.execute("postgres", "CREATE DATABASE shop");
            cluster.execute("shop", """
                CREATE TABLE categories (id int PRIMARY KEY, parent_id int REFERENCES categories, name text NOT NULL);
                CREATE INDEX ON categories (parent_id);
                CREATE TABLE departments (id int PRIMARY KEY, manager_id int, name text NOT NULL);
                CREATE TABLE employees (id int PRIMARY KEY, department_id int NOT NULL REFERENCES departments);
                ALTER TABLE departments ADD CONSTRAINT manager FOREIGN KEY (manager_id) REFERENCES employees\
                """);
        }
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
    }

    @Test
    void aTreeWhoseChildrenHaveSmallerKeysIsFilledUnderLoad() throws Exception {
        source.execute("shop", """
            INSERT INTO categories SELECT i, CASE WHEN i + 9000 <= %1$d THEN i + 9000 END, 'c' || i
            FROM generate_series(1, %1$d) i\
            """.formatted(CATEGORIES));
        AtomicBoolean goesOn = new AtomicBoolean(true);
        try (Connection application = source.connect("shop")) {
            CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> load(application, goesOn));
            try (Daemon daemon = start("  - {source: categories, tenant: none}")) {
                await().atMost(LONG).until(() -> filled(daemon));
                goesOn.set(false);
                assertThat(load.join()).isPositive();
                await().atMost(LONG).until(() -> isEqual("categories"));
                assertThat(daemon.application().parked().list("", 10)).isEmpty();
                assertThat(daemon.application().problems().open()).isEmpty();
                assertThat(Lab.checksum(daemon.application()).verdict().toString())
                        .contains("AGREED");
            }
        } finally {
            goesOn.set(false);
        }
    }

    @Test
    void twoTablesThatReferToEachOtherAreFilled() throws Exception {
        source.execute("shop", """
            INSERT INTO departments SELECT i, NULL, 'd' || i FROM generate_series(1, 500) i;
            INSERT INTO employees SELECT i, 501 - i FROM generate_series(1, 500) i;
            UPDATE departments SET manager_id = 501 - id\
            """);
        try (Daemon daemon = start("  - {source: departments, tenant: none}\n  - {source: employees, tenant: none}")) {
            await().atMost(LONG).until(() -> filled(daemon));
            assertThat(isEqual("departments") && isEqual("employees")).isTrue();
            assertThat(daemon.application().problems().open()).isEmpty();
        }
    }

    /** Moves categories below other ones, new ones among them; returns how many changes were made. */
    private static int load(Connection application, AtomicBoolean goesOn) {
        Random random = new Random(7);
        int next = CATEGORIES;
        int changes = 0;
        try (Statement statement = application.createStatement()) {
            while (goesOn.get()) {
                next++;
                statement.execute("INSERT INTO categories VALUES (" + next + ", NULL, 'new')");
                int moved = 1 + random.nextInt(CATEGORIES);
                statement.execute("UPDATE categories SET parent_id = " + next + " WHERE id = " + moved);
                statement.execute("UPDATE categories SET name = 'renamed', parent_id = "
                        + (1 + random.nextInt(CATEGORIES)) + " WHERE id = " + (1 + random.nextInt(CATEGORIES)));
                statement.execute("SELECT pg_sleep(0.01)");
                changes += 3;
            }
            return changes;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean filled(Daemon daemon) {
        return daemon
                .application()
                .stores()
                .records()
                .runs()
                .list(new RunQuery("cycle", "backfill", RunState.SUCCEEDED, new PageRequest(0, 1)))
                .items()
                .stream()
                .anyMatch(run -> run.state() == RunState.SUCCEEDED);
    }

    private boolean isEqual(String table) {
        String digest = "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY id)) AS d FROM " + table + " t";
        return source.query("shop", digest).equals(target.query("shop", digest));
    }

    private Daemon start(String tables) throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        Files.writeString(file, """
            pipeline: cycle
            initial: backfill
            source: {host: localhost, port: %d, user: postgres, password: postgres, database: shop}
            target: {host: localhost, port: %d, user: postgres, password: postgres, database: shop, maxConnections: 20}
            tables:
            %s
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            """.formatted(source.port(), target.port(), tables));
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(file);
        return Daemon.start(config, false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE);
    }
}
