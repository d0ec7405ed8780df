package dev.reconciler.correction;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.testing.CorrectionLab;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Corrections of rows that applications write at the same time, as they do in mode observe. */
@Tag("db")
class CorrectorBesideWritersTest {
    private static final Duration GIVE_WAY = Duration.ofMillis(300);

    private final CorrectionLab lab = new CorrectionLab();

    @BeforeEach
    void rows() {
        // In no ledger: the applications write both sides.
        lab.rogue(
                "INSERT INTO customers VALUES ('a', 'acme', 'old', 1)",
                "INSERT INTO customers VALUES ('b', 'acme', 'old', 1)",
                "CREATE TABLE stale (id text)",
                """
                CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO stale VALUES (OLD.id);
                    RETURN NULL;
                END $$""",
                """
                CREATE TRIGGER witness AFTER UPDATE ON customers FOR EACH ROW
                WHEN (OLD.customer = 'newest' AND NEW.customer <> 'newest') EXECUTE FUNCTION witness()""");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private List<CorrectionPlan> plans() {
        return List.of(
                lab.plan(lab.customers, "a", row("a", "right", "1.00"), row("a", "old", "1.00")),
                lab.plan(lab.customers, "b", row("b", "right", "1.00"), row("b", "old", "1.00")));
    }

    private long stale() {
        return lab.target().withHandle(handle -> handle.createQuery("SELECT count(*) FROM stale")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void aRowWrittenUpToTheMomentOfItsLockIsNotOverwritten() {
        Checkpoint fence = lab.fence();
        CorrectionHooks late = new CorrectionHooks() {
            @Override
            public void checkpointLocked() {
                lab.rogue("UPDATE customers SET customer = 'newest' WHERE id = 'a'");
            }
        };
        assertThat(lab.corrector(late).correct(fence, plans(), "auto"))
                .extracting(CorrectionOutcome::result)
                .containsExactly(Result.CHANGED, Result.CORRECTED);
        assertThat(lab.stored(lab.customers, "a")).contains("newest");
        assertThat(lab.stored(lab.customers, "b")).contains("right");
        assertThat(stale()).isZero();
    }

    @Test
    void aWriterThatHoldsTheRowIsLeftInPeaceAndTheRowVerifiedAgain() {
        Checkpoint fence = lab.fence();
        try (Handle writer = lab.target().open()) {
            writer.begin();
            writer.execute("UPDATE customers SET customer = 'newest' WHERE id = 'b'");
            assertThat(lab.corrector(CorrectionHooks.NONE, GIVE_WAY).correct(fence, plans(), "auto"))
                    .extracting(CorrectionOutcome::result)
                    .containsOnly(Result.CHANGED);
            writer.commit();
        }
        assertThat(lab.stored(lab.customers, "a")).as("nothing of the batch").contains("old");
        assertThat(lab.journaled()).isZero();
        assertThat(lab.corrector(CorrectionHooks.NONE, GIVE_WAY).correct(fence, plans(), "auto"))
                .extracting(CorrectionOutcome::result)
                .containsExactly(Result.CORRECTED, Result.CHANGED);
        assertThat(stale()).isZero();
    }

    @Test
    void whereCorrectionAndWriterWaitForEachOtherTheCorrectionGivesWay() throws Exception {
        Checkpoint fence = lab.fence();
        AtomicReference<CompletableFuture<Integer>> second = new AtomicReference<>();
        try (Handle writer = lab.target().open()) {
            CorrectionHooks crossing = new CorrectionHooks() {
                @Override
                public void checkpointLocked() {
                    if (second.get() == null) {
                        writer.begin();
                        writer.execute("UPDATE customers SET customer = 'newest' WHERE id = 'b'");
                        // The correction locks 'a' and waits for 'b'; the writer waits for 'a' as soon as it is locked.
                        second.set(CompletableFuture.supplyAsync(() -> {
                            awaitWaitingCorrection();
                            int changed = writer.execute("UPDATE customers SET customer = 'newest' WHERE id = 'a'");
                            writer.commit();
                            return changed;
                        }));
                    }
                }
            };
            assertThat(lab.corrector(crossing, GIVE_WAY).correct(fence, plans(), "auto"))
                    .extracting(CorrectionOutcome::result)
                    .containsOnly(Result.CHANGED);
            assertThat(second.get().get())
                    .as("the application's write went through")
                    .isEqualTo(1);
        }
        assertThat(lab.stored(lab.customers, "a")).contains("newest");
        assertThat(lab.stored(lab.customers, "b")).contains("newest");
        assertThat(stale()).isZero();
    }

    private void awaitWaitingCorrection() {
        lab.target().useHandle(handle -> {
            while (!handle.createQuery("""
                            SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                                AND wait_event_type = 'Lock')
                            """).mapTo(Boolean.class).one()) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void aRowThatItsWriterInsertsAtTheSameMomentStaysTheWriters() throws Exception {
        Checkpoint fence = lab.fence();
        try (Handle writer = lab.target().open()) {
            writer.begin();
            writer.execute("INSERT INTO customers VALUES ('n', 'acme', 'newest', 2)");
            CompletableFuture<Void> commits = CompletableFuture.runAsync(() -> {
                awaitWaitingCorrection();
                writer.commit();
            });
            assertThat(lab.corrector(CorrectionHooks.NONE)
                            .correct(
                                    fence,
                                    List.of(lab.plan(lab.customers, "n", row("n", "right", "1.00"), null)),
                                    "auto"))
                    .extracting(CorrectionOutcome::result)
                    .containsExactly(Result.CHANGED);
            commits.get();
        }
        assertThat(lab.stored(lab.customers, "n")).contains("newest");
        assertThat(lab.journaled()).isZero();
    }
}
