package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
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
 * A table of which the rows with {@code shard: [1, 2], deleted: null} are copied to a target that other pipelines fill too: only its rows
 * with {@code region: eu} are ours. Regions and source texts also occur in other letters.
 */
abstract class FilteredTableContract extends PairOfDatabases {
    /** The type of short texts in the source. */
    abstract String sourceText();

    @BeforeEach
    void create() {
        source.execute(
                "CREATE TABLE items (id int PRIMARY KEY, name " + sourceText() + " NOT NULL, shard " + sourceText()
                        + " NOT NULL, deleted date)",
                "INSERT INTO items VALUES (1, 'a', 's1', NULL), (2, 'b', 's2', NULL), (3, 'c', 's3', NULL),"
                        + " (4, 'd', 's1', '2024-01-01'), (5, 'e', 's1', NULL), (6, 'f', 's2', NULL), (9, 'i', 'S1', NULL)");
        target.execute(
                "CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, region text NOT NULL)",
                "INSERT INTO items VALUES (3, 'theirs', 'us'), (100, 'theirs', 'EU')");
    }

    private ReconcilerConfig config() {
        String names = "SELECT name, count(*) AS items FROM items GROUP BY name";
        return config(pipeline(), """
                - source: items
                  tenant: none
                  constants: {region: eu}
                  where:
                    source: {shard: [s1, s2], deleted: null}
                    target: {region: eu}
                """, AUTO, rule("items", "name", "items", names, names));
    }

    private List<String> rows() {
        return targetRows("SELECT id, name, region FROM items ORDER BY id");
    }

    private void requireEqual(Application application) {
        requireAgreed(application, JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE, JobKind.RULES);
        assertThat(found(application)).isEmpty();
    }

    @Test
    void onlyRowsInsideTheFiltersAreCopiedComparedAndCorrected() {
        try (Application application = Application.open(config(), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            assertThat(rows()).containsExactly("1 a eu", "2 b eu", "3 theirs us", "5 e eu", "6 f eu", "100 theirs EU");
            requireEqual(application);

            source.execute(
                    "UPDATE items SET deleted = '2024-05-05' WHERE id = 1",
                    "UPDATE items SET deleted = NULL, name = 'd2' WHERE id = 4",
                    "UPDATE items SET shard = 'S2' WHERE id = 2",
                    "UPDATE items SET name = 'c2' WHERE id = 3",
                    "UPDATE items SET id = 60 WHERE id = 6",
                    "INSERT INTO items VALUES (7, 'g', 's1', NULL), (8, 'h', 's3', NULL)",
                    "DELETE FROM items WHERE id IN (8, 9)",
                    "UPDATE items SET name = 'e2' WHERE id = 5");
            List<String> streamed = List.of("3 theirs us", "4 d2 eu", "5 e2 eu", "7 g eu", "60 f eu", "100 theirs EU");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).isEqualTo(streamed));
            requireEqual(application);

            driftOutside(application);
            driftInside(application);
            conflict(application);
        }
    }

    private void driftOutside(Application application) {
        target.execute(
                "UPDATE items SET name = 'changed' WHERE id = 100",
                "INSERT INTO items VALUES (200, 'more', 'us')",
                "DELETE FROM items WHERE id = 3");
        requireEqual(application);
        target.execute("INSERT INTO items VALUES (3, 'theirs', 'us')");
    }

    /** A row that an application moved out of the filter is missing, and is not overwritten. */
    private void driftInside(Application application) {
        target.execute(
                "UPDATE items SET name = 'drift' WHERE id = 5",
                "UPDATE items SET region = 'us' WHERE id = 60",
                "DELETE FROM items WHERE id = 7",
                "INSERT INTO items VALUES (300, 'extra', 'eu')");

        assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                .extracting(RunResult::verdict)
                .containsOnly(Verdict.DIVERGED);

        assertThat(found(application))
                .containsExactly(
                        "items " + EXTRA_IN_TARGET + " 300 AUTO_CORRECTED",
                        "items " + FIELD_MISMATCH + " 5 AUTO_CORRECTED",
                        "items " + MISSING_IN_TARGET + " 60 IN_REVIEW",
                        "items " + MISSING_IN_TARGET + " 7 AUTO_CORRECTED");
        assertThat(rows())
                .containsExactly(
                        "3 theirs us", "4 d2 eu", "5 e2 eu", "7 g eu", "60 f us", "100 changed EU", "200 more us");
        target.execute("UPDATE items SET region = 'eu' WHERE id = 60");
        assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                .extracting(RunResult::verdict)
                .containsOnly(Verdict.AGREED);
    }

    /** The row moves into the source's filter, and its key is another pipeline's in the target. */
    private void conflict(Application application) {
        source.execute("UPDATE items SET shard = 's1' WHERE id = 3");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        target.query("SELECT error FROM reconciler.parked_event"))
                .singleElement()
                .satisfies(parked -> assertThat(String.valueOf(parked.get("error")))
                        .contains("FILTER_CONFLICT", "with key 3 is outside the target's filter (region: ['eu'])")));
        assertThat(rows()).contains("3 theirs us");
    }
}
