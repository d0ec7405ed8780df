package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.position.Position;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of kind {@code row} in runs of {@code sample} and {@code rules}, and after a repair; the source's table has 60 rows of acme, 20 of globex. */
abstract class RowRuleRunContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger PIPELINES = new AtomicInteger();
    private static final String TABLE = "CREATE TABLE sales (id int PRIMARY KEY, tenant_id varchar(20) NOT NULL,"
            + " status varchar(10) NOT NULL, total decimal(14,2), line_count int NOT NULL, paid_at date NULL)";

    private final String pipeline = "rowrules" + PIPELINES.incrementAndGet();
    private final ShopDatabase source = source();
    private final ShopDatabase target = target();

    @TempDir
    private Path directory;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    @BeforeEach
    void fill() throws IOException {
        for (ShopDatabase database : List.of(source, target)) {
            database.execute(TABLE);
            for (int id = 1; id <= 80; id++) {
                database.execute("INSERT INTO sales VALUES (" + id + ", '" + (id > 60 ? "globex" : "acme")
                        + "', 'paid', 9.95, 2, '2026-03-01')");
            }
        }
        Files.createDirectories(directory.resolve("rules"));
        rule("lines", "target.line_count > 0 && target.line_count <= source.line_count");
        rule("paid", "source.status != 'paid' || target.paid_at != null && target.paid_at > '2026-02-28'");
        rule("total", "double(target.total) >= 0.0");
    }

    @AfterEach
    void dropStream() {
        source.dropStream("reconciler_" + pipeline);
    }

    private void rule(String name, String check) throws IOException {
        Files.writeString(
                directory.resolve("rules/" + name + ".yaml"), """
            rule: %s
            description: d
            table: %s
            action: block
            row: {check: "%s"}
            """.formatted(name, target.schema() + ".sales", check));
    }

    private ReconcilerConfig config(String more) throws IOException {
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: %s
                source: %s
                target: %s
                initial: live
                %s
                tables:
                  - source: sales
                    tenant: {column: tenant_id}
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                rules: {directory: %s}
                apply: {spillDirectory: %s}
                """.formatted(
                        pipeline,
                        source.configuration(),
                        target.configuration(),
                        more,
                        directory.resolve("rules"),
                        directory.resolve("spill"))));
    }

    private static Map<String, String> results(Application application, Finished run) {
        Map<String, String> results = new TreeMap<>();
        RuleResultQuery ofRun = new RuleResultQuery(null, null, run.run().id(), null, new PageRequest(0, 1_000));
        for (RuleResult result :
                application.stores().records().ruleResults().list(ofRun).items()) {
            results.put(
                    result.subject().rule() + " " + result.subject().tenant(),
                    result.outcome() + " " + result.figures().groups() + " "
                            + result.figures().violations());
        }
        return results;
    }

    private List<String> violations(Application application) {
        return Lab.found(application, pipeline).stream()
                .filter(found -> found.type() == DiscrepancyType.RULE_VIOLATION)
                .map(RowRuleRunContract::shown)
                .sorted()
                .toList();
    }

    private static String shown(Discrepancy found) {
        return found.state() + " " + found.place().tenant() + " "
                + found.place().subject() + " " + found.severity();
    }

    @Test
    void sampledRowsAreJudgedUntilTheyAreRepaired() throws IOException {
        try (Application application = Application.open(config(""), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            assertThat(application.lint(application.rules())).isEmpty();

            for (JobKind job : List.of(JobKind.SAMPLE, JobKind.RULES)) {
                Finished clean = Lab.run(application, job);
                assertThat(clean.run().state()).as(clean.run().error()).isEqualTo(RunState.SUCCEEDED);
                assertThat(results(application, clean))
                        .as("%s", job)
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "lines acme", "AGREED 60 0",
                                "lines globex", "AGREED 20 0",
                                "paid acme", "AGREED 60 0",
                                "paid globex", "AGREED 20 0",
                                "total acme", "AGREED 60 0",
                                "total globex", "AGREED 20 0"));
            }
            target.execute(
                    "UPDATE sales SET line_count = 3 WHERE id IN (7, 8)",
                    "UPDATE sales SET paid_at = NULL WHERE id = 70",
                    "DELETE FROM sales WHERE id = 9");

            Finished damaged = Lab.run(application, JobKind.SAMPLE);

            assertThat(results(application, damaged))
                    .containsEntry("lines acme", "VIOLATED 59 2")
                    .containsEntry("lines globex", "AGREED 20 0")
                    .containsEntry("paid globex", "VIOLATED 20 1")
                    .containsEntry("total acme", "AGREED 59 0");
            assertThat(damaged.results().toString()).contains("lines DIVERGED", "paid DIVERGED");
            assertThat(violations(application))
                    .containsExactly(
                            "OPEN acme lines/id=7 HIGH", "OPEN acme lines/id=8 HIGH", "OPEN globex paid/id=70 HIGH");

            target.execute("UPDATE sales SET line_count = 2 WHERE id = 7");
            Lab.run(application, JobKind.CHECKSUM);
            application.runService().dependentRecheck().orElseThrow().run();
            assertThat(violations(application))
                    .as("only the rows of the violations are read again")
                    .containsExactly(
                            "HEALED acme lines/id=7 HIGH", "OPEN acme lines/id=8 HIGH", "OPEN globex paid/id=70 HIGH");

            target.execute("UPDATE sales SET line_count = 2 WHERE id = 8");
            source.execute("DELETE FROM sales WHERE id = 70");
            Lab.run(application, JobKind.RULES);
            assertThat(violations(application)).allMatch(found -> found.startsWith("HEALED"));
        }
    }

    @Test
    void aRuleThatFailsOnARowIsAnErrorOfItsOwn() throws IOException {
        source.execute("UPDATE sales SET total = NULL WHERE id IN (3, 4)");
        target.execute("UPDATE sales SET total = NULL WHERE id IN (3, 4)");
        rule("misspelt", "target.lines > 0");
        try (Application application = Application.open(config(""), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            assertThat(application.lint(application.rules()))
                    .singleElement()
                    .asString()
                    .contains("misspelt.yaml:5: misspelt: check, character 1: table ", "has no mapped column lines");

            Finished run = Lab.run(application, JobKind.SAMPLE);

            assertThat(run.run().state()).isEqualTo(RunState.FAILED);
            assertThat(run.run().error()).contains("rule total (", "failed on 2 of 60 rows", "rule misspelt (");
            assertThat(results(application, run))
                    .containsEntry("total acme", "ERROR 0 0")
                    .containsEntry("total globex", "AGREED 20 0")
                    .containsEntry("misspelt -", "ERROR 0 0")
                    .containsEntry("lines acme", "AGREED 60 0");
            assertThat(violations(application)).isEmpty();
        }
    }

    @Test
    void inModeObserveAViolationIsReadTwice() throws IOException {
        target.execute("UPDATE sales SET line_count = 0 WHERE id = 61");
        try (Application application =
                        Application.open(config("mode: observe\nobserve: {settle: 300ms}"), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();

            Finished run = Lab.run(application, JobKind.SAMPLE);

            assertThat(results(application, run)).as("%s", run).containsEntry("lines globex", "VIOLATED 20 1");
            assertThat(violations(application)).containsExactly("OPEN globex lines/id=61 HIGH");

            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            String write = "UPDATE sales SET line_count = 0 WHERE id = 3";
            source.execute(write);
            target.execute(write);
            await().atMost(PATIENCE).until(() -> {
                verification.tick();
                return violations(application).contains("OPEN acme lines/id=3 HIGH");
            });
        }
    }

    /** Commits on the source, waits until the target has it, and lets stream verification judge it. */
    private void judged(Application application, StreamVerification verification, String statement) {
        source.execute(statement);
        Position written = application.pipeline().source().writePosition();
        application.pipeline().source().mark("test");
        await().atMost(PATIENCE)
                .until(() ->
                        application.pipeline().target().checkpoint().position().covers(written));
        await().atMost(PATIENCE).until(() -> {
            verification.tick();
            StreamVerification.Status status = verification.status();
            return status.sequence() == status.applied() && status.waiting() == 0;
        });
    }

    @Test
    void changedRowsAreJudgedByTheStreamWithoutAnyJob() throws IOException {
        Map<String, Integer> failures = new HashMap<>();
        StreamListener listener = new StreamListener() {
            @Override
            public void ruleFailed(String rule, int rows) {
                failures.merge(rule, rows, Integer::sum);
            }
        };
        try (Application application = Application.open(config(""), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            StreamVerification verification = application.streamVerification(listener);

            judged(application, verification, "UPDATE sales SET line_count = 0 WHERE id = 5 OR id = 65");
            judged(application, verification, "UPDATE sales SET line_count = 1, total = NULL WHERE id = 6");

            assertThat(violations(application))
                    .containsExactly("OPEN acme lines/id=5 HIGH", "OPEN globex lines/id=65 HIGH");
            assertThat(Lab.found(application, pipeline))
                    .allSatisfy(
                            found -> assertThat(found.sightings().proof().job()).isEqualTo("stream"));
            assertThat(failures).containsOnlyKeys("total").containsEntry("total", 1);

            // As after a restart: the open violations are known from their records.
            StreamVerification next = application.streamVerification(listener);
            judged(application, next, "UPDATE sales SET line_count = 2 WHERE id = 5");
            judged(application, next, "DELETE FROM sales WHERE id = 65");
            assertThat(violations(application))
                    .containsExactly("HEALED acme lines/id=5 HIGH", "HEALED globex lines/id=65 HIGH");
        }
    }

    @Test
    void violationsBeyondTheRecordedOnesAreCounted() throws IOException {
        try (Application application = Application.open(config(""), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThat(stream.isRunning()).isTrue();
            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            String rows = IntStream.rangeClosed(1001, 2100)
                    .mapToObj(id -> "(" + id + ", 'globex', 'new', 1, 0, NULL)")
                    .collect(Collectors.joining(", "));

            judged(application, verification, "INSERT INTO sales VALUES " + rows);

            List<Discrepancy> found = new ArrayList<>(Lab.found(application, pipeline));
            found.addAll(application
                    .stores()
                    .records()
                    .discrepancies()
                    .search(DiscrepancyQuery.of(pipeline, new PageRequest(1, 1000)))
                    .items());
            assertThat(found.size())
                    .as("a thousand, perhaps one that had a window opened, and the headline")
                    .isBetween(1_001, 1_002);
            assertThat(found)
                    .filteredOn(each -> each.place().subject().equals("lines/more groups"))
                    .singleElement()
                    .satisfies(headline -> assertThat(headline.difference().detail())
                            .contains("100 more groups violate it; 1000 of 1100 are recorded"));
        }
    }
}
