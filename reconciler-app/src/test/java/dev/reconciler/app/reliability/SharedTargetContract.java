package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.Verdict;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three source tables with equal ids fill one target table, each its own shard of it: {@code sales_a} and {@code sales_b} in one
 * pipeline, {@code sales_c} in another. An application owns shard d.
 */
abstract class SharedTargetContract extends PairOfDatabases {
    @BeforeEach
    void create() {
        for (String shard : List.of("a", "b", "c")) {
            source.execute(
                    "CREATE TABLE sales_" + shard + " (id int PRIMARY KEY, name varchar(20) NOT NULL)",
                    "INSERT INTO sales_" + shard + " VALUES (1, '" + shard + "1'), (2, '" + shard + "2'), (3, '" + shard
                            + "3')");
        }
        target.execute(
                "CREATE TABLE sales (shard varchar(5) NOT NULL, id int NOT NULL, name varchar(20) NOT NULL,"
                        + " PRIMARY KEY (shard, id))",
                "INSERT INTO sales VALUES ('d', 1, 'theirs'), ('d', 9, 'theirs')");
    }

    private ReconcilerConfig both() {
        return config(pipeline(), """
                - {source: sales_a, target: sales, name: sales_a, tenant: none, constants: {shard: a}}
                - {source: sales_b, target: sales, name: sales_b, tenant: none, constants: {shard: b}}
                """, AUTO, "rules: none");
    }

    private ReconcilerConfig other() {
        String rules = rule(
                "sales",
                "one",
                "sales",
                "SELECT 1 AS one, count(*) AS sales FROM sales_c",
                "SELECT 1 AS one, count(*) AS sales FROM sales");
        return config(
                pipeline() + "_other",
                "- {source: sales_c, target: sales, tenant: none, constants: {shard: c}}",
                AUTO,
                rules);
    }

    private List<String> rows() {
        return targetRows("SELECT shard, id, name FROM sales ORDER BY shard, id");
    }

    private static void requireEqual(Application application, int tables) {
        assertThat(Lab.run(application, JobKind.CHECKSUM).results()).hasSize(tables);
        requireAgreed(application, JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE);
    }

    @Test
    void eachMappingReadsAndWritesItsOwnSliceOnly() {
        try (Application application = Application.open(both(), RunListener.NONE);
                Streaming stream = Lab.stream(application);
                Application other = Application.open(other(), RunListener.NONE);
                Streaming otherStream = Lab.stream(other)) {
            Lab.run(application, JobKind.BACKFILL);
            assertThat(rows())
                    .containsExactly(
                            "a 1 a1", "a 2 a2", "a 3 a3", "b 1 b1", "b 2 b2", "b 3 b3", "d 1 theirs", "d 9 theirs");
            Lab.run(other, JobKind.BACKFILL);
            assertThat(rows()).contains("c 1 c1", "c 2 c2", "c 3 c3").hasSize(11);

            source.execute(
                    "UPDATE sales_a SET name = 'a1x' WHERE id = 1",
                    "UPDATE sales_b SET name = 'b1x' WHERE id = 1",
                    "UPDATE sales_c SET name = 'c1x' WHERE id = 1",
                    "DELETE FROM sales_a WHERE id = 2",
                    "UPDATE sales_b SET id = 9 WHERE id = 3",
                    "INSERT INTO sales_a VALUES (9, 'a9')",
                    "INSERT INTO sales_c VALUES (9, 'c9')");
            List<String> streamed = List.of(
                    "a 1 a1x",
                    "a 3 a3",
                    "a 9 a9",
                    "b 1 b1x",
                    "b 2 b2",
                    "b 9 b3",
                    "c 1 c1x",
                    "c 2 c2",
                    "c 3 c3",
                    "c 9 c9",
                    "d 1 theirs",
                    "d 9 theirs");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).isEqualTo(streamed));
            requireEqual(application, 2);
            requireEqual(other, 1);
            assertThat(found(application)).isEmpty();
            assertThat(Lab.run(other, JobKind.RULES).results())
                    .extracting(RunResult::verdict)
                    .containsOnly(Verdict.AGREED);

            drift(application, other, streamed);
            truncate(application, other);
        }
    }

    /** Damage in each slice is found and corrected by the mapping of the slice, and by no other. */
    private void drift(Application application, Application other, List<String> correct) {
        target.execute(
                "UPDATE sales SET name = 'damaged' WHERE shard = 'a' AND id = 1",
                "DELETE FROM sales WHERE shard = 'b' AND id = 1",
                "INSERT INTO sales VALUES ('b', 300, 'extra'), ('e', 1, 'nobody')",
                "UPDATE sales SET name = 'ours' WHERE shard = 'd' AND id = 1");

        requireEqual(other, 1);
        assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                .extracting(RunResult::verdict)
                .containsOnly(Verdict.DIVERGED);

        assertThat(found(application))
                .containsExactly(
                        "sales_a " + FIELD_MISMATCH + " 1 AUTO_CORRECTED",
                        "sales_b " + EXTRA_IN_TARGET + " 300 AUTO_CORRECTED",
                        "sales_b " + MISSING_IN_TARGET + " 1 AUTO_CORRECTED");
        assertThat(rows())
                .containsAll(correct.subList(0, 10))
                .contains("d 1 ours", "e 1 nobody")
                .hasSize(13);
        requireEqual(application, 2);
    }

    /** The event is parked and names the rows that it concerns; the other slices are verified as before. */
    private void truncate(Application application, Application other) {
        List<String> before = rows();
        source.execute("TRUNCATE TABLE sales_a", "INSERT INTO sales_a VALUES (2, 'again')");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).contains("a 2 again"));
        assertThat(target.query("SELECT error FROM " + controlTable("parked_event")))
                .singleElement()
                .satisfies(parked -> assertThat(String.valueOf(parked.get("error")))
                        .contains("delete the target's rows with shard: ['a'] by hand"));
        assertThat(verdicts(application, JobKind.CHECKSUM)).containsExactly("sales_a UNVERIFIABLE", "sales_b AGREED");
        assertThat(rows()).containsAll(before).hasSize(before.size() + 1);
        requireEqual(other, 1);
    }

    abstract String controlTable(String name);

    @Test
    void mappingsWhoseConstantIsOutsideTheKeyAreRefused() {
        target.execute("CREATE TABLE flat (id int PRIMARY KEY, shard varchar(5) NOT NULL, name varchar(20) NOT NULL)");
        ReconcilerConfig config = config(pipeline(), """
                - {source: sales_a, target: flat, name: flat_a, tenant: none, constants: {shard: a}}
                - {source: sales_b, target: flat, name: flat_b, tenant: none, constants: {shard: b}}
                """, "rules: none");

        assertThatThrownBy(() -> Application.open(config, RunListener.NONE))
                .hasMessageContaining("sales_b: target table ")
                .hasMessageContaining("flat is also filled from ")
                .hasMessageContaining("make a column part of the target's key");
    }
}
