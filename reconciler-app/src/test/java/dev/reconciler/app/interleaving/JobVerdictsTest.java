package dev.reconciler.app.interleaving;

import static dev.reconciler.app.interleaving.Stage.Point.SOURCE_SNAPSHOT_TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The jobs' verdicts, and the absence of verdicts, on a whole pipeline; docs/VERIFICATION.md refers to these. */
@Tag("system")
class JobVerdictsTest {
    @TempDir
    private Path directory;

    private Stage stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void countIsExactWhileRowsComeAndGoAndNamesTheRowsThatDiffer() {
        stage = Stage.live(directory, "");
        stage.at(
                SOURCE_SNAPSHOT_TAKEN,
                () -> stage.applied(
                        "INSERT INTO customers VALUES (77, 'acme', 'new', 1)",
                        "DELETE FROM order_items WHERE order_id = 3"));
        assertThat(stage.run(JobKind.COUNT).verdict()).hasValue(Verdict.AGREED);
        assertThat(stage.windows.get(0)).hasSize(3);

        stage.shop.target("DELETE FROM order_items WHERE order_id = 2 AND line = 1");
        Finished finished = stage.run(JobKind.COUNT);

        assertThat(finished.verdict()).hasValue(Verdict.DIVERGED);
        assertThat(finished.results())
                .filteredOn(result -> result.verdict() == Verdict.DIVERGED)
                .allSatisfy(result -> {
                    assertThat(result.table()).isEqualTo("public.order_items");
                    assertThat(result.tenant().value()).isEqualTo("acme");
                    assertThat(result.sourceRows()).isEqualTo(result.targetRows() + 1);
                })
                .hasSize(1);
        assertThat(stage.discrepancies())
                .filteredOn(found -> found.type() == DiscrepancyType.MISSING_IN_TARGET)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobKind.class,
            names = {"COUNT", "CHECKSUM"})
    void numbersOfRowsAreThoseOfTheVerdictsPosition(JobKind job) {
        stage = Stage.live(directory, "correction: {dryRun: true}");
        stage.at(
                SOURCE_SNAPSHOT_TAKEN,
                () -> stage.applied(
                        "INSERT INTO customers SELECT i, 'acme', 'new', 1 FROM generate_series(100, 104) AS i",
                        "DELETE FROM order_items WHERE order_id = 3"));

        assertFigures(stage.run(job), Verdict.AGREED);
        assertThat(stage.windows.get(0)).hasSize(7);

        stage.shop.target("DELETE FROM customers WHERE id = 102");
        stage.at(SOURCE_SNAPSHOT_TAKEN, () -> stage.applied("INSERT INTO customers VALUES (200, 'acme', 'new', 1)"));
        assertFigures(stage.run(job), Verdict.DIVERGED);
        assertThat(stage.discrepancies())
                .filteredOn(found -> found.type() == DiscrepancyType.COUNT_MISMATCH)
                .hasSize(job == JobKind.COUNT ? 1 : 0)
                .allSatisfy(found -> assertThat(found.difference().detail())
                        .contains(number(stage.shop.querySource(ACME)), number(stage.shop.queryTarget(ACME))));
    }

    private static final String ACME = "SELECT count(*) AS n FROM customers WHERE tenant_id = 'acme'";

    private static String number(List<Map<String, Object>> rows) {
        return String.valueOf(rows.get(0).get("n"));
    }

    /** Asserts the verdict of acme's customers, and both sides' present numbers of rows, as no session writes. */
    private void assertFigures(Finished finished, Verdict verdict) {
        assertThat(finished.results())
                .filteredOn(result -> result.table().equals("public.customers")
                        && result.tenant().value().equals("acme"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.verdict()).isEqualTo(verdict);
                    assertThat(String.valueOf(result.sourceRows())).isEqualTo(number(stage.shop.querySource(ACME)));
                    assertThat(String.valueOf(result.targetRows())).isEqualTo(number(stage.shop.queryTarget(ACME)));
                    assertThat(result.inDoubt()).isPositive();
                });
    }

    @Test
    void oneRowTooManyAndOneTooFewEscapeCountButNotChecksum() {
        stage = Stage.live(directory, "");
        stage.shop.target("UPDATE order_items SET line = 7 WHERE order_id = 2 AND line = 1");

        assertThat(stage.run(JobKind.COUNT).verdict()).hasValue(Verdict.AGREED);
        stage.assertVerdict(Verdict.DIVERGED);

        assertThat(stage.found())
                .containsExactly("EXTRA_IN_TARGET public.order_items 2,7", "MISSING_IN_TARGET public.order_items 2,1");
    }

    @ParameterizedTest
    @EnumSource(
            value = JobKind.class,
            names = {"COUNT", "CHECKSUM", "SAMPLE"})
    void aTargetThatDoesNotCatchUpInTimeGivesNoVerdict(JobKind job) {
        stage = Stage.live(directory, "windows: {openTimeout: 1s}");
        stage.stream.pause();
        stage.shop.source("UPDATE customers SET name = 'not applied' WHERE id = 1");

        Finished finished = stage.run(job);

        assertThat(finished.run().state()).isEqualTo(RunState.FAILED);
        assertThat(finished.verdict()).isEmpty();
        assertThat(finished.run().error()).contains("the target has applied up to");
        assertThat(stage.discrepancies()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = JobKind.class,
            names = {"COUNT", "CHECKSUM", "SAMPLE"})
    void aTableThatDoesNotFollowTheStreamIsUnverifiableAndNoOther(JobKind job) {
        stage = Stage.empty(directory);
        assertThat(stage.run(job).results()).isNotEmpty().allSatisfy(result -> {
            assertThat(result.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(result.note()).contains("its backfill has not begun");
        });
        stage.run(JobKind.BACKFILL);
        stage.application.tableStates().pause("public.orders", "column note is gone");
        stage.shop.target("DELETE FROM order_items WHERE line = 2", "UPDATE orders SET note = 'unknown to anybody'");

        List<RunResult> results = stage.run(job).results();

        assertThat(results)
                .filteredOn(result -> result.table().equals("public.orders"))
                .isNotEmpty()
                .allSatisfy(result -> {
                    assertThat(result.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
                    assertThat(result.note()).contains("it is paused: column note is gone");
                });
        assertThat(results)
                .filteredOn(result -> result.table().equals("public.order_items"))
                .isNotEmpty();
        assertThat(stage.discrepancies())
                .isNotEmpty()
                .allMatch(found -> found.place().table().equals("public.order_items"));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobKind.class,
            names = {"COUNT", "CHECKSUM", "SAMPLE"})
    void aKeyWithParkedEventsIsAnApplyFailureAndNoDrift(JobKind job) {
        stage = Stage.live(directory, "");
        stage.shop.target("ALTER TABLE customers ADD CONSTRAINT short CHECK (length(name) < 20)");
        stage.applied("INSERT INTO customers VALUES (77, 'acme', 'a name that is far too long', 1)");
        assertThat(stage.parked()).hasSize(1);

        stage.run(job);

        assertThat(stage.discrepancies())
                .filteredOn(found -> found.type() != DiscrepancyType.COUNT_MISMATCH)
                .singleElement()
                .satisfies(found -> assertThat(found.type()).isEqualTo(DiscrepancyType.APPLY_FAILURE));
    }
}
