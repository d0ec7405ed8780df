package dev.reconciler.app.interleaving;

import static dev.reconciler.app.interleaving.Stage.Point.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Covered;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that can't be read is not verified, with its reason; the results of the other tables count. */
@Tag("system")
class UnreadableTableTest {
    private static final String ORDERS = "public.orders";
    private static final List<String> OTHERS = List.of("public.customers", "public.order_items");

    @TempDir
    private Path directory;

    private Stage stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aTableWithoutPermissionIsNotVerifiedAndTheOthersAre() {
        stage = Stage.ofGrantedRole(directory);
        stage.shop.target("REVOKE SELECT ON orders FROM " + stage.shop.targetRole());

        for (JobKind job : List.of(JobKind.COUNT, JobKind.SAMPLE, JobKind.INCREMENTAL, JobKind.CHECKSUM)) {
            requireOnlyOrdersMissing(stage.run(job), "permission denied for table orders");
        }

        assertThat(coverage(ORDERS)).allSatisfy(covered -> {
            assertThat(covered.verified()).isNull();
            assertThat(covered.noVerdict().reason()).contains("permission denied");
        });
        assertThat(coverage("public.customers")).isNotEmpty().allSatisfy(covered -> assertThat(covered.verified())
                .isNotNull());
        assertThat(stage.application.stores().records().runs().lastSuccess(stage.shop.name()))
                .isEmpty();

        stage.shop.target("UPDATE customers SET name = 'nobody wrote this' WHERE id = 2");
        Finished finished = stage.run(JobKind.CHECKSUM);
        assertThat(finished.run().state()).isEqualTo(RunState.FAILED);
        assertThat(verdicts(finished.results()))
                .containsEntry(ORDERS, Verdict.NOT_VERIFIED)
                .containsEntry("public.customers", Verdict.DIVERGED);
        assertThat(stage.found()).contains("FIELD_MISMATCH public.customers 2");
    }

    @Test
    void aTableWithoutPermissionOnTheSourceIsNotVerifiedAndTheOthersAre() {
        stage = Stage.ofGrantedSourceRole(directory);
        stage.shop.source("REVOKE SELECT ON orders FROM " + stage.shop.sourceRole());

        requireOnlyOrdersMissing(stage.run(JobKind.CHECKSUM), "permission denied for table orders");
    }

    @Test
    void aTableDroppedDuringARunIsNotVerifiedAndTheOthersAre() {
        stage = Stage.live(directory, "");
        stage.at(WINDOW_OPENED, () -> stage.shop.target("DROP TABLE orders CASCADE"));

        requireOnlyOrdersMissing(stage.run(JobKind.CHECKSUM), "relation \"public.orders\" does not exist");
    }

    private void requireOnlyOrdersMissing(Finished finished, String reason) {
        assertThat(finished.run().state()).as(finished.run().error()).isEqualTo(RunState.FAILED);
        assertThat(finished.verdict()).isEmpty();
        assertThat(finished.run().error()).contains(ORDERS).contains(reason);
        assertThat(verdicts(finished.results()))
                .containsEntry(ORDERS, Verdict.NOT_VERIFIED)
                .containsKeys("public.customers", "public.order_items");
        assertThat(finished.results())
                .filteredOn(result -> OTHERS.contains(result.table()))
                .allSatisfy(result -> assertThat(result.verdict()).isEqualTo(Verdict.AGREED));
        assertThat(finished.results())
                .filteredOn(result -> result.table().equals(ORDERS))
                .singleElement()
                .satisfies(result -> assertThat(result.note()).contains(reason));
        assertThat(stage.application
                        .stores()
                        .records()
                        .runs()
                        .results(finished.run().id()))
                .containsExactlyInAnyOrderElementsOf(finished.results());
    }

    private static Map<String, Verdict> verdicts(List<RunResult> results) {
        Map<String, Verdict> verdicts = new TreeMap<>();
        results.forEach(result -> verdicts.merge(result.table(), result.verdict(), Verdict::and));
        return verdicts;
    }

    private List<Covered> coverage(String table) {
        return stage.application.stores().verified().coverage().list(stage.shop.name(), table);
    }
}
