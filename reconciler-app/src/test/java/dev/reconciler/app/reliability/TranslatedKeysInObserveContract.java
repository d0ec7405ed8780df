package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications write both sides, the target with new ids. */
abstract class TranslatedKeysInObserveContract extends PairOfDatabases {
    private static final String LOOKUP = "{lookupTable: {table: guest_ids, source: old_id, target: new_id}}";

    private final Deque<Runnable> inWindow = new ArrayDeque<>();

    @BeforeEach
    void create() {
        source.execute(
                "CREATE TABLE guests (id int PRIMARY KEY, name varchar(20), friend int)",
                "INSERT INTO guests VALUES (1, 'one', NULL), (2, 'two', 1), (3, 'three', 2)");
        target.execute(
                "CREATE TABLE guest_ids (old_id int PRIMARY KEY, new_id bigint NOT NULL UNIQUE)",
                "INSERT INTO guest_ids VALUES (1, 109), (2, 108), (3, 107), (6, 104)",
                "CREATE TABLE guests (id bigint PRIMARY KEY, name varchar(20), friend bigint)",
                "INSERT INTO guests VALUES (109, 'one', NULL), (108, 'two', 109), (107, 'three', 108)");
    }

    private ReconcilerConfig config() {
        return config(
                pipeline(),
                "- {source: guests, tenant: none, columns: {id: {transform: %1$s}, friend: {transform: %1$s}}}"
                        .formatted(LOOKUP),
                "mode: observe",
                "observe: {settle: 300ms}",
                "rules: none");
    }

    private static void requireEqual(Application application) {
        requireAgreed(application, JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE, JobKind.INCREMENTAL);
    }

    @Test
    void writesInFlightAreNoDriftAndFailedOnesAreFound() {
        WindowListener windows = new WindowListener() {
            @Override
            public void opened(Window window) {
                Runnable next = inWindow.poll();
                if (next != null) {
                    next.run();
                }
            }
        };
        try (Application application = Application.open(config(), RunListener.NONE, windows);
                Streaming stream = Lab.stream(application)) {
            requireEqual(application);

            source.execute("INSERT INTO guests VALUES (4, 'four', 3)");
            inWindow.add(() -> target.execute(
                    "INSERT INTO guest_ids VALUES (4, 106)", "INSERT INTO guests VALUES (106, 'four', 107)"));
            assertThat(verdicts(application, JobKind.CHECKSUM)).containsExactly("guests AGREED");
            requireEqual(application);
            assertThat(found(application)).isEmpty();

            failed(application);
            withoutEntry(application);
        }
    }

    private void failed(Application application) {
        source.execute(
                "UPDATE guests SET name = 'second' WHERE id = 2",
                "UPDATE guests SET friend = 1 WHERE id = 3",
                "INSERT INTO guests VALUES (5, 'five', NULL)");
        target.execute("INSERT INTO guests VALUES (104, 'extra', NULL)");
        assertThat(verdicts(application, JobKind.CHECKSUM)).containsExactly("guests DIVERGED");
        assertThat(found(application))
                .containsExactly(
                        "guests " + EXTRA_IN_TARGET + " 6 IN_REVIEW",
                        "guests " + FIELD_MISMATCH + " 2 IN_REVIEW",
                        "guests " + FIELD_MISMATCH + " 3 IN_REVIEW",
                        "guests " + MISSING_IN_TARGET + " 5 IN_REVIEW");

        target.execute(
                "UPDATE guests SET name = 'second' WHERE id = 108",
                "UPDATE guests SET friend = 109 WHERE id = 107",
                "INSERT INTO guest_ids VALUES (5, 105)",
                "INSERT INTO guests VALUES (105, 'five', NULL)",
                "DELETE FROM guests WHERE id = 104");
        requireEqual(application);
        assertThat(Lab.found(application, pipeline()))
                .extracting(Discrepancy::state)
                .containsOnly(DiscrepancyState.HEALED);
    }

    /** A row of the target without an entry is no finding: its application may write the entry later. */
    private void withoutEntry(Application application) {
        target.execute("INSERT INTO guests VALUES (5000, 'unknown', NULL)");
        for (JobKind job : new JobKind[] {JobKind.COUNT, JobKind.CHECKSUM, JobKind.INCREMENTAL}) {
            assertThat(verdicts(application, job)).as(job.toString()).containsExactly("guests UNVERIFIABLE");
        }
        assertThat(Lab.found(application, pipeline()))
                .extracting(Discrepancy::state)
                .containsOnly(DiscrepancyState.HEALED);

        source.execute("INSERT INTO guests VALUES (7, 'unknown', NULL)");
        target.execute("INSERT INTO guest_ids VALUES (7, 5000)");
        requireEqual(application);
    }
}
