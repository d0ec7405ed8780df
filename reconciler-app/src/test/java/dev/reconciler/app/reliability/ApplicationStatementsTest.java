package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.check.CheckProblem;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.cleanup.Cleanup;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's own statements never fail because of a pipeline, through the whole life of one. */
@Tag("system")
class ApplicationStatementsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SCHEMA = """
        CREATE TABLE papers (id bigint PRIMARY KEY, tenant_id text NOT NULL, v int NOT NULL);
        CREATE TABLE notes (id bigint, year int, tenant_id text NOT NULL, v int NOT NULL, PRIMARY KEY (id, year))
            PARTITION BY RANGE (year);
        CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (1) TO (2)\
        """;

    @TempDir
    private Path directory;

    /** Executes statements that change rows, one after another, until it is closed; keeps their failures. */
    private static final class Writer implements AutoCloseable {
        final List<String> statements = new CopyOnWriteArrayList<>();
        final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        final AtomicLong rounds = new AtomicLong();
        private final Lab lab;
        private final Thread thread = new Thread(this::run, "application");
        private volatile boolean closed;

        Writer(Lab lab) {
            this.lab = lab;
            table("papers", "id, tenant_id, v", "%d, 't1', 1");
            table("notes", "id, year, tenant_id, v", "%d, 1, 't1', 1");
            thread.start();
        }

        /** Adds a table that the application writes from now on. */
        void table(String name, String columns, String values) {
            statements.add("INSERT INTO " + name + " (" + columns + ") VALUES (" + values + ")");
            statements.add("UPDATE " + name + " SET v = v + 1 WHERE id = %d");
            statements.add("DELETE FROM " + name + " WHERE id = %d");
        }

        private void run() {
            try (Connection connection = lab.source.connect("shop");
                    Statement statement = connection.createStatement()) {
                for (long id = 1; !closed; id++) {
                    for (String sql : statements) {
                        try {
                            statement.execute(sql.formatted(id));
                        } catch (SQLException e) {
                            failures.add(sql + ": " + e.getMessage());
                        }
                    }
                    rounds.incrementAndGet();
                }
            } catch (SQLException e) {
                failures.add("no connection: " + e.getMessage());
            }
        }

        /** Returns once every statement has run at least twice since. */
        void awaitRounds() {
            long before = rounds.get();
            await().atMost(PATIENCE).until(() -> rounds.get() > before + 2);
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            thread.join();
        }
    }

    @Test
    void noStatementOfTheApplicationFailsThroughTheWholeLifeOfAPipeline() throws Exception {
        try (Lab lab = new Lab()) {
            lab.source.execute("shop", SCHEMA);
            lab.target.execute("shop", SCHEMA);
            ReconcilerConfig config = config(lab);
            try (Writer application = new Writer(lab)) {
                assertThat(new Preflight().check(config))
                        .noneMatch(problem -> problem.severity() == CheckProblem.Severity.ERROR);
                application.awaitRounds();
                try (Application pipeline = Application.open(config, RunListener.NONE);
                        Streaming stream = Lab.stream(pipeline)) {
                    Lab.run(pipeline, JobKind.BACKFILL);
                    application.awaitRounds();
                    lab.target.execute("shop", "CREATE TABLE notes_2 PARTITION OF notes FOR VALUES FROM (2) TO (3)");
                    lab.source.execute("shop", "CREATE TABLE notes_2 PARTITION OF notes FOR VALUES FROM (2) TO (3)");
                    application.table("notes_2", "id, year, tenant_id, v", "%d, 2, 't1', 1");
                    application.awaitRounds();
                    lab.source.execute("shop", "CREATE TABLE special_papers () INHERITS (papers)");
                    application.table("special_papers", "id, tenant_id, v", "%d, 't1', 1");
                    application.awaitRounds();
                    lab.source.execute("shop", """
                        BEGIN;
                        LOCK papers;
                        ALTER TABLE papers RENAME TO old_papers;
                        CREATE TABLE papers (LIKE old_papers INCLUDING ALL);
                        INSERT INTO papers SELECT * FROM ONLY old_papers;
                        COMMIT\
                        """);
                    application.table("old_papers", "id, tenant_id, v", "-%d, 't1', 1");
                    application.awaitRounds();
                    lab.source.execute(
                            "shop",
                            "INSERT INTO old_papers VALUES (-9999999, 't1', 1)",
                            "INSERT INTO notes VALUES (9999999, 1, 't1', 1)");
                    await().atMost(PATIENCE).until(() -> !lab.target
                            .query("shop", "SELECT FROM notes WHERE id = 9999999")
                            .isEmpty());
                    assertThat(stream.isRunning()).isTrue();
                    assertThat(lab.target.query("shop", "SELECT FROM papers WHERE id = -9999999"))
                            .as("a row of the renamed table, written as one of the new table")
                            .isEmpty();
                }
                application.awaitRounds();
                try (Application pipeline = Application.open(config, RunListener.NONE);
                        Streaming stream = Lab.stream(pipeline)) {
                    application.awaitRounds();
                    assertThat(stream.isRunning()).isTrue();
                }
                try (Cleanup cleanup = Application.cleanup(config)) {
                    cleanup.run("test");
                }
                application.awaitRounds();
                assertThat(application.failures).isEmpty();
                assertThat(application.statements).hasSize(15);
            }
        }
    }

    @Test
    void withdrawingThePublicationBesideADaemonFreesTheApplicationAndTheDaemonSaysSo() throws Exception {
        try (Lab lab = new Lab()) {
            lab.source.execute("shop", SCHEMA);
            lab.target.execute("shop", SCHEMA);
            ReconcilerConfig config = config(lab);
            try (Application pipeline = Application.open(config, RunListener.NONE);
                    Streaming stream = Lab.stream(pipeline)) {
                Lab.run(pipeline, JobKind.BACKFILL);
                lab.source.execute(
                        "shop",
                        "INSERT INTO papers VALUES (1, 't1', 1)",
                        "ALTER TABLE papers DROP CONSTRAINT papers_pkey");
                assertThatThrownBy(() -> lab.source.execute("shop", "UPDATE papers SET v = 2"))
                        .hasStackTraceContaining("does not have a replica identity");

                try (Cleanup cleanup = Application.cleanup(config)) {
                    cleanup.withdrawPublications("test");
                }
                lab.source.execute("shop", "UPDATE papers SET v = 2");

                for (String table : List.of("public.papers", "public.notes")) {
                    await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                                    problem(pipeline, ProblemKey.ofTable("stream-gap", table)))
                            .contains("does not carry the table", "restart the daemon, which publishes it again"));
                }
                assertThat(Lab.run(pipeline, JobKind.INCREMENTAL).results())
                        .as("verdicts while nothing is published")
                        .noneMatch(result -> result.verdict() == Verdict.AGREED);
            }

            lab.source.execute("shop", "ALTER TABLE papers ADD PRIMARY KEY (id)");
            try (Application pipeline = Application.open(config, RunListener.NONE);
                    Streaming stream = Lab.stream(pipeline)) {
                assertThat(Lab.run(pipeline, JobKind.INCREMENTAL).results())
                        .as("the row whose change was not streamed is found")
                        .extracting(result -> result.table() + " " + result.verdict())
                        .contains("public.papers DIVERGED", "public.notes AGREED");
                assertThat(stream.isRunning()).isTrue();
            }
        }
    }

    private static String problem(Application pipeline, ProblemKey key) {
        return pipeline.problems().open().stream()
                .filter(problem -> problem.key().equals(key))
                .map(problem -> problem.cause() + " " + problem.action())
                .findFirst()
                .orElse("");
    }

    private ReconcilerConfig config(Lab lab) throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: %s
            source: {host: localhost, port: %d, user: postgres, password: postgres, database: shop}
            target: {host: localhost, port: %d, user: postgres, password: postgres, database: shop, maxConnections: 20}
            tables: [{source: papers, tenant: {column: tenant_id}}, {source: notes, tenant: {column: tenant_id}}]
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            """.formatted(
                        Lab.PIPELINE, lab.source.port(), lab.target.port())));
    }
}
