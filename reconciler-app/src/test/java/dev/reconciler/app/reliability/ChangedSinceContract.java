package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.NotRecordedException;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.sample.PartEstimate.Part;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows are changed in two spans of time, and then damaged in the target. The target is a PostgreSQL database. */
abstract class ChangedSinceContract extends PairOfDatabases {
    @BeforeEach
    void create() {
        for (ShopDatabase side : List.of(source, target)) {
            side.execute(
                    "CREATE TABLE items (id int PRIMARY KEY, tenant varchar(20) NOT NULL, v varchar(20) NOT NULL)",
                    IntStream.rangeClosed(1, 40)
                            .mapToObj(id -> "(" + id + ", 't" + id % 2 + "', 'v')")
                            .collect(Collectors.joining(", ", "INSERT INTO items VALUES ", "")));
        }
    }

    private ReconcilerConfig items(String... more) {
        return config(pipeline(), "- {source: items, tenant: {column: tenant}}", more);
    }

    private void change(Application application, String... statements) {
        long before = application.pipeline().target().checkpoint().sequence();
        source.execute(statements);
        await().atMost(PATIENCE)
                .until(() -> application.pipeline().target().checkpoint().sequence() == before + statements.length);
    }

    /** As if two hours had passed since the changes so far, and six since the record began. */
    private void age() {
        target.execute(
                "UPDATE reconciler.change_part SET from_at = from_at - interval '2 hours',"
                        + " until_at = until_at - interval '2 hours'",
                "UPDATE reconciler.change_record SET complete_since = complete_since - interval '6 hours'");
    }

    private static RunRequest request(JobKind job, String since, @Nullable String until) {
        return RunRequest.all(job, "test").ofChanges(ChangedBetween.parse(since, until, Instant.now()));
    }

    private static Finished run(Application application, JobKind job, String since, @Nullable String until) {
        return application.runService().run(request(job, since, until)).orElseThrow();
    }

    private static String note(Finished finished) {
        assertThat(finished.run().error()).isEmpty();
        return finished.results().get(0).note();
    }

    @Test
    void damagesOfRowsChangedInTheSpanAreFoundAndNoOthers() {
        try (Application application = Application.open(items("initial: live"), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            change(application, "UPDATE items SET v = 'early' WHERE id IN (1, 2)", "DELETE FROM items WHERE id = 3");
            verification.tick();
            assertThat(stream.isRunning()).isTrue();
            assertThatThrownBy(() -> run(application, JobKind.CHECKSUM, "3h", null))
                    .isInstanceOf(NotRecordedException.class)
                    .hasMessageContaining("does not reach back to")
                    .hasMessageContaining(
                            "items since " + Instant.now().toString().substring(0, 10));
        }
        age();
        try (Application application = Application.open(items("initial: live"), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            change(
                    application,
                    "UPDATE items SET v = 'late' WHERE id IN (5, 6)",
                    "INSERT INTO items VALUES (50, 't0', 'new')",
                    "DELETE FROM items WHERE id IN (7, 8)");
            verification.tick();
            assertThat(stream.isRunning()).isTrue();
            target.execute(
                    "UPDATE items SET v = 'damaged' WHERE id IN (2, 6, 20)",
                    "INSERT INTO items VALUES (7, 't1', 'revived')");

            late(application);
            early(application);
            unread(application);
            sample(application);
            noCoverage(application);
            resumed(application);
            recency(application);
        }
    }

    private void late(Application application) {
        Finished late = run(application, JobKind.CHECKSUM, "30m", null);

        assertThat(found(application))
                .containsExactly("items EXTRA_IN_TARGET 7 IN_REVIEW", "items FIELD_MISMATCH 6 IN_REVIEW");
        assertThat(late.verdict()).contains(Verdict.DIVERGED);
        assertThat(note(late))
                .startsWith("5 keys changed from ")
                .contains("; covered ")
                .endsWith("Z");
        assertThat(late.results().stream()
                        .mapToLong(result -> result.discrepancies())
                        .sum())
                .isEqualTo(2);
    }

    private void early(Application application) {
        Finished early = run(application, JobKind.CHECKSUM, "3h", "1h");

        assertThat(found(application))
                .containsExactly(
                        "items EXTRA_IN_TARGET 7 IN_REVIEW",
                        "items FIELD_MISMATCH 2 IN_REVIEW",
                        "items FIELD_MISMATCH 6 IN_REVIEW");
        assertThat(note(early)).startsWith("3 keys changed from ");
        assertThat(note(run(application, JobKind.CHECKSUM, "60m", "30m"))).startsWith("0 keys changed from ");
    }

    /** Changes that the ledger's reader has not recorded yet are read from the ledger. */
    private void unread(Application application) {
        change(application, "UPDATE items SET v = 'unread' WHERE id IN (9, 10)");
        target.execute("UPDATE items SET v = 'damaged' WHERE id = 10");

        assertThat(note(run(application, JobKind.CHECKSUM, "30m", null))).startsWith("7 keys changed from ");
        assertThat(found(application))
                .contains("items FIELD_MISMATCH 10 IN_REVIEW")
                .hasSize(4);
        assertThat(note(run(application, JobKind.CHECKSUM, "3h", "1h")))
                .as("the span ends before the changes that are not recorded")
                .startsWith("3 keys changed from ");
    }

    private static void sample(Application application) {
        Finished finished = run(application, JobKind.SAMPLE, "30m", null);

        assertThat(note(finished)).contains("7 of 7 rows drawn, 3 differ", "7 keys changed from ");
        assertThat(finished.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.estimate().population()).isEqualTo(7);
            assertThat(sample.estimate().errors().most()).isEqualTo(3);
        });
    }

    private void noCoverage(Application application) {
        assertThat(application.stores().verified().coverage().list(pipeline())).isEmpty();
        assertThat(application
                        .stores()
                        .verified()
                        .chunks()
                        .of(application.pipeline().tables().get(0)))
                .allSatisfy(chunk -> assertThat(chunk.isNever()).isTrue());
        assertThat(application.stores().records().runs().lastSuccess(pipeline()))
                .isEmpty();
    }

    private static void resumed(Application application) {
        RunRequest request = request(JobKind.CHECKSUM, "3h", "1h");
        Run run = application.runService().start(request).orElseThrow();
        application.stores().records().runs().finish(run.id(), RunState.INTERRUPTED, List.of(), "test");

        Finished resumed = application.runService().run(request).orElseThrow();

        assertThat(resumed.run().id()).isEqualTo(run.id());
        assertThat(resumed.run().scope().changed()).isEqualTo(request.changed());
        assertThat(note(resumed)).startsWith("3 keys changed from ");
    }

    /** The ledger's reader has recorded five keys of the last hour, of which one is gone on both sides. */
    private void recency(Application application) {
        Finished finished = Lab.run(application, JobKind.SAMPLE);

        assertThat(finished.samples())
                .extracting(RunSample::part)
                .containsExactly(Part.TABLE, Part.RECENT, Part.TENANT, Part.TENANT);
        assertThat(finished.samples().get(1).estimate()).satisfies(recent -> {
            assertThat(recent.population()).isEqualTo(5);
            assertThat(recent.drawn()).isEqualTo(5);
            assertThat(recent.differing()).isEqualTo(2);
        });
        assertThat(finished.samples().get(0).estimate().drawn())
                .as("all keys of either side, and none that is gone")
                .isEqualTo(39);
    }

    @Test
    void whereTooManyKeysChangedEveryRowOfTheirChunksIsRead() {
        String few = "verification: {stream: {changes: {keysPerMinute: 2}}}";
        try (Application application = Application.open(items("initial: live", few), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            change(application, "UPDATE items SET v = 'many' WHERE id < 10");
            verification.tick();
            assertThat(stream.isRunning()).isTrue();
            target.execute("UPDATE items SET v = 'damaged' WHERE id IN (5, 20)");
            target.execute("UPDATE reconciler.change_record SET complete_since = complete_since - interval '6 hours'");

            assertThat(note(run(application, JobKind.CHECKSUM, "30m", null)))
                    .startsWith("0 keys changed from ")
                    .contains("because too many keys changed: the whole table");
            assertThat(found(application))
                    .containsExactly("items FIELD_MISMATCH 20 IN_REVIEW", "items FIELD_MISMATCH 5 IN_REVIEW");
            assertThat(note(run(application, JobKind.SAMPLE, "30m", null))).contains("40 of 40 rows drawn, 2 differ");
        }
    }

    @Test
    void inModeObserveChangesThatDidNotArriveAreFound() {
        try (Application application =
                        Application.open(items("mode: observe", "observe: {settle: 300ms}"), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            assertThatThrownBy(() -> run(application, JobKind.CHECKSUM, "30m", null))
                    .hasMessageContaining("stream verification is off or has not started");
            application.streamVerification(StreamListener.NONE);
            target.execute("UPDATE items SET v = 'both' WHERE id IN (1, 2)");
            change(
                    application,
                    "UPDATE items SET v = 'both' WHERE id IN (1, 2)",
                    "UPDATE items SET v = 'lost' WHERE id = 3");
            target.execute("UPDATE reconciler.change_record SET complete_since = complete_since - interval '6 hours'");
            target.execute("UPDATE items SET v = 'damaged' WHERE id = 20");
            assertThat(stream.isRunning()).isTrue();

            Finished finished = run(application, JobKind.CHECKSUM, "30m", null);

            assertThat(note(finished)).startsWith("3 keys changed from ");
            assertThat(found(application)).containsExactly("items FIELD_MISMATCH 3 IN_REVIEW");
        }
    }

    @Test
    void requestsThatCanNotBeAnsweredAreRefused() {
        assertThatThrownBy(() -> request(JobKind.CHECKSUM, "1h", "2h")).hasMessageContaining("is not before until");
        assertThatThrownBy(() -> request(JobKind.COUNT, "1h", null))
                .hasMessageContaining("only the jobs checksum and sample");
        assertThatThrownBy(() -> ChangedBetween.parse("", "1h", Instant.now())).hasMessageContaining("needs since");
        assertThatThrownBy(() -> request(JobKind.CHECKSUM, "2026-11-28T10:00:00", null))
                .hasMessageContaining("not a time with its zone");
        try (Application application = Application.open(items("initial: live"), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            application.streamVerification(StreamListener.NONE);
            assertThat(stream.isRunning()).isTrue();
            Instant later = Instant.now().plusSeconds(3_600);
            assertThatThrownBy(() -> run(
                            application,
                            JobKind.CHECKSUM,
                            later.toString(),
                            later.plusSeconds(60).toString()))
                    .isInstanceOf(NotRecordedException.class)
                    .hasMessageContaining("is in the future");
        }
    }
}
