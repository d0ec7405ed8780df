package dev.reconciler.correction;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class CorrectorTest {
    private final CorrectionLab lab = new CorrectionLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void missingExtraAndChangedRowsAreCorrectedAndJournaledWithWhatWasThere() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        lab.rogue(
                "UPDATE customers SET amount = 9 WHERE id = 'a'",
                "INSERT INTO customers VALUES ('extra', 'acme', NULL, 5)");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.customers, "a", row("a", "x", "1.00"), row("a", "x", "9.00")),
                lab.plan(lab.customers, "extra", null, row("extra", null, "5.00")),
                lab.plan(lab.customers, "b", row("b", "y", "2.00"), null));

        assertThat(outcomes).extracting(CorrectionOutcome::result).containsOnly(Result.CORRECTED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
        assertThat(lab.stored(lab.customers, "b")).isEqualTo("b|acme|y|2.00");
        assertThat(lab.stored(lab.customers, "extra")).isEmpty();
        Correction overwritten =
                lab.journal.find(String.valueOf(outcomes.get(0).correction())).orElseThrow();
        assertThat(overwritten.row().before()).isEqualTo(row("a", "x", "9.00"));
        assertThat(overwritten.row().after()).isEqualTo(row("a", "x", "1.00"));
        assertThat(overwritten.fence()).isEqualTo(1);
        assertThat(lab.journal.list("", PageRequest.FIRST).total()).isEqualTo(3);
        assertThat(lab.journal
                        .find(String.valueOf(outcomes.get(1).correction()))
                        .orElseThrow()
                        .row()
                        .after())
                .isNull();
    }

    /** The guard covers every column that the correction writes. */
    @Test
    void columnsThatAreNeverComparedAreWrittenAndALaterWriteOfThemIsNotLost() {
        MappedTable table = CorrectionLab.compared(
                lab.customers,
                Map.of("code", ColumnComparison.NEVER, "amount", new ColumnComparison.Amount(BigDecimal.ONE)));
        lab.rogue("INSERT INTO customers VALUES ('a', 'acme', 'y', 1.5, 'old'), ('b', 'acme', 'y', 1.5, 'old')");
        Row wanted = new Row(Arrays.asList("a", "acme", "x", "1.00", "new", null));
        Row judged = new Row(Arrays.asList("a", "acme", "y", "1.50", "old", null));
        Row later = new Row(Arrays.asList("b", "acme", "y", "1.50", "older", null));
        Row near = new Row(Arrays.asList("b", "acme", "y", "1.49", "old", null));

        assertThat(correct(
                        CorrectionHooks.NONE,
                        lab.fence(),
                        lab.plan(table, "a", wanted, judged),
                        lab.plan(table, "b", null, later),
                        lab.plan(table, "b", null, near)))
                .extracting(CorrectionOutcome::result)
                .containsExactly(Result.CORRECTED, Result.CHANGED, Result.CHANGED);
        assertThat(lab.stored(table, "a")).isEqualTo("a|acme|x|1.00|new");
        assertThat(lab.stored(table, "b")).isEqualTo("b|acme|y|1.50|old");
    }

    @Test
    void aBatchThatCommitsBetweenReadAndLockIsNotOverwritten() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        lab.rogue("UPDATE customers SET amount = 9 WHERE id = 'a'");
        Checkpoint fence = lab.fence();
        CorrectionHooks batchComesBetween = new CorrectionHooks() {
            @Override
            public void ledgerRead() {
                // The very row that was judged, so that only the position can tell.
                lab.stream(lab.customers, "a", row("a", "x", "9.00"));
            }
        };
        assertThat(correct(
                                batchComesBetween,
                                fence,
                                lab.plan(lab.customers, "a", row("a", "x", "1.00"), row("a", "x", "9.00")))
                        .get(0)
                        .result())
                .isEqualTo(Result.SUPERSEDED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|9.00");
        assertThat(lab.journaled()).isZero();
    }

    @Test
    void withoutThePositionCheckThatBatchWouldBeLost() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        Checkpoint fence = lab.fence();
        Corrector careless = new Corrector(lab.store, lab.control.clock(), () -> "c1", CorrectionHooks.NONE) {
            @Override
            String reasonNotProven(Batch batch, CorrectionPlan plan, Standing standing) {
                return "";
            }
        };
        lab.stream(lab.customers, "a", row("a", "x", "9.00"));
        careless.correct(
                fence, List.of(lab.plan(lab.customers, "a", row("a", "x", "1.00"), row("a", "x", "9.00"))), "auto");
        assertThat(lab.stored(lab.customers, "a"))
                .as("the mutant writes an older image over the stream's")
                .isEqualTo("a|acme|x|1.00");
    }

    @Test
    void noBatchCanCommitOnceTheCheckpointIsLocked() {
        lab.rogue("INSERT INTO customers VALUES ('extra', 'acme')");
        boolean[] refused = {false};
        CorrectionHooks batchTries = new CorrectionHooks() {
            @Override
            public void rowsLocked() {
                assertThatThrownBy(() -> lab.target().useTransaction(transaction -> {
                            transaction.execute("SET LOCAL lock_timeout = '100ms'");
                            transaction.execute("SELECT FROM reconciler.checkpoint FOR UPDATE");
                        }))
                        .hasMessageContaining("lock timeout");
                refused[0] = true;
            }
        };
        correct(batchTries, lab.fence(), lab.plan(lab.customers, "extra", null, row("extra", null, null)));
        assertThat(refused[0]).isTrue();
        assertThat(lab.stored(lab.customers, "extra")).isEmpty();
    }

    @Test
    void aLedgerPrunedPastTheProofWritesNothing() {
        Checkpoint fence = lab.fence();
        lab.stream(lab.customers, "other", row("other", "x", "1.00"));
        lab.rogue(
                "INSERT INTO reconciler.ledger_floor (pipeline, floor) VALUES ('shop', 1)"
                        + " ON CONFLICT (pipeline) DO UPDATE SET floor = 1",
                "DELETE FROM reconciler.ledger");
        CorrectionOutcome outcome = correct(
                        CorrectionHooks.NONE, fence, lab.plan(lab.customers, "b", row("b", "y", "2.00"), null))
                .get(0);
        assertThat(outcome.result()).isEqualTo(Result.SUPERSEDED);
        assertThat(outcome.reason()).contains("pruned");
        assertThat(lab.stored(lab.customers, "b")).isEmpty();
        assertThat(lab.journaled()).isZero();
    }

    @Test
    void aTargetRestoredToBeforeTheProofIsLeftAlone() {
        Checkpoint fence = lab.fence();
        Checkpoint later = new Checkpoint(fence.epoch(), fence.sequence() + 5, fence.position());
        assertThat(correct(CorrectionHooks.NONE, later, lab.plan(lab.customers, "b", row("b", "y", "2.00"), null))
                        .get(0)
                        .result())
                .isEqualTo(Result.SUPERSEDED);
    }

    @Test
    void aTableThatDoesNotFollowTheStreamIsLeftAlone() {
        lab.commit(transaction ->
                transaction.notes().setTableState(lab.customers.id(), new TableState.Filling(RowKey.of("m"))));
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.customers, "b", row("b", "y", "2.00"), null),
                lab.plan(lab.customers, "z", row("z", "y", "2.00"), null));
        assertThat(outcomes).extracting(CorrectionOutcome::result).containsExactly(Result.CORRECTED, Result.SUPERSEDED);
        assertThat(lab.stored(lab.customers, "z")).isEmpty();
    }

    @Test
    void trailingZerosDontMakeARowAnotherOne() {
        lab.rogue("INSERT INTO customers VALUES ('a', 'acme', 'x', 9.50)");
        assertThat(correct(
                                CorrectionHooks.NONE,
                                lab.fence(),
                                lab.plan(lab.customers, "a", row("a", "x", "1.00"), row("a", "x", "9.5")))
                        .get(0)
                        .result())
                .isEqualTo(Result.CORRECTED);
    }

    @Test
    void caseBlanksAndAccentsDoMakeARowAnotherOne() {
        lab.rogue("INSERT INTO customers VALUES ('a', 'acme', 'Zo\u00eb', 1)");
        for (String judged : List.of("zo\u00eb", "Zo\u00eb ", "Zoe", "Zoe\u0308")) {
            assertThat(correct(
                                    CorrectionHooks.NONE,
                                    lab.fence(),
                                    lab.plan(lab.customers, "a", row("a", "right", "1"), row("a", judged, "1")))
                            .get(0)
                            .result())
                    .as(judged)
                    .isEqualTo(Result.CHANGED);
        }
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|Zo\u00eb|1.00");
        assertThat(lab.journaled()).isZero();
    }

    @Test
    void aRowThatAppearedOrWentSinceItWasJudgedIsLeftAlone() {
        lab.rogue("INSERT INTO customers VALUES ('new', 'acme', 'theirs', 1)");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.customers, "new", row("new", "ours", "1"), null),
                lab.plan(lab.customers, "gone", row("gone", "right", "1"), row("gone", "wrong", "1")));
        assertThat(outcomes).extracting(CorrectionOutcome::result).containsOnly(Result.CHANGED);
        assertThat(lab.stored(lab.customers, "new")).contains("theirs");
        assertThat(lab.stored(lab.customers, "gone")).isEmpty();
    }

    @Test
    void aRowInsertedUnderTheLockIsNotOverwrittenAndHoldsNobodyBack() {
        CorrectionHooks someoneInserts = new CorrectionHooks() {
            @Override
            public void rowsLocked() {
                lab.rogue("INSERT INTO customers VALUES ('new', 'acme', 'theirs', 1)");
            }
        };
        List<CorrectionOutcome> outcomes = correct(
                someoneInserts,
                lab.fence(),
                lab.plan(lab.customers, "new", row("new", "ours", "1"), null),
                lab.plan(lab.customers, "b", row("b", "ours", "1"), null));
        assertThat(outcomes).extracting(CorrectionOutcome::result).containsExactly(Result.CHANGED, Result.CORRECTED);
        assertThat(lab.stored(lab.customers, "new")).contains("theirs");
        assertThat(lab.journaled()).isEqualTo(1);
    }

    @Test
    void parentsComeBeforeChildrenAndChildrenGoBeforeParents() {
        lab.rogue("INSERT INTO customers VALUES ('old', 'acme')", "INSERT INTO orders VALUES ('o-old', 'acme', 'old')");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.customers, "old", null, row("old", null, null)),
                lab.plan(lab.orders, "o1", row("o1", "c1", "3.00"), null),
                lab.plan(lab.orders, "o-old", null, row("o-old", "old", null)),
                lab.plan(lab.customers, "c1", row("c1", null, null), null));
        assertThat(outcomes).extracting(CorrectionOutcome::result).containsOnly(Result.CORRECTED);
    }

    @Test
    void aMissingParentMakesItsChildWaitAndNobodyElse() {
        lab.rogue("INSERT INTO customers VALUES ('c1', 'acme')");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.orders, "o1", row("o1", "nobody", "3.00"), null),
                lab.plan(lab.orders, "o2", row("o2", "c1", "3.00"), null));
        assertThat(outcomes)
                .extracting(CorrectionOutcome::result)
                .containsExactly(Result.WAITS_FOR_PARENT, Result.CORRECTED);
        assertThat(lab.stored(lab.orders, "o1")).isEmpty();
        assertThat(lab.stored(lab.orders, "o2")).isNotEmpty();
        assertThat(lab.journaled()).isEqualTo(1);
    }

    @Test
    void aConstraintThatWaitsForTheCommitStopsOnlyItsOwnRow() {
        lab.rogue("ALTER TABLE orders ALTER CONSTRAINT orders_customer DEFERRABLE INITIALLY DEFERRED");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.orders, "o1", row("o1", "nobody", "3.00"), null),
                lab.plan(lab.customers, "c1", row("c1", null, null), null));
        assertThat(outcomes)
                .extracting(CorrectionOutcome::result)
                .containsExactly(Result.WAITS_FOR_PARENT, Result.CORRECTED);
    }

    @Test
    void whatTheTargetRefusesIsSaid() {
        lab.rogue(
                "INSERT INTO customers VALUES ('c1', 'acme')",
                "INSERT INTO orders VALUES ('o1', 'acme', 'c1')",
                "ALTER TABLE customers ADD CHECK (amount < 100)");
        List<CorrectionOutcome> outcomes = correct(
                CorrectionHooks.NONE,
                lab.fence(),
                lab.plan(lab.customers, "c1", null, row("c1", null, null)),
                lab.plan(lab.customers, "rich", row("rich", null, "1000.00"), null));
        assertThat(outcomes).extracting(CorrectionOutcome::result).containsOnly(Result.REFUSED);
        assertThat(outcomes.get(0).reason()).contains("orders_customer");
        assertThat(outcomes.get(1).reason()).contains("customers_amount_check");
    }

    @Test
    void aRowThatOthersReferToGetsItsTenantBackWithoutTakingThemAlong() {
        lab.rogue(
                "ALTER TABLE orders DROP CONSTRAINT orders_customer, ADD CONSTRAINT orders_customer"
                        + " FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE",
                "INSERT INTO customers VALUES ('a', 'globex', 'x', 1)",
                "INSERT INTO orders VALUES ('o', 'acme', 'a', 1)");
        Row wrong = new Row(Arrays.asList("a", "globex", "x", "1.00", null, null));

        List<CorrectionOutcome> outcomes =
                correct(CorrectionHooks.NONE, lab.fence(), lab.plan(lab.customers, "a", row("a", "x", "1.00"), wrong));

        assertThat(outcomes).extracting(CorrectionOutcome::result).containsExactly(Result.CORRECTED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
        assertThat(lab.stored(lab.orders, "o")).isEqualTo("o|acme|a|1.00");
    }

    @Test
    void aRowUnderTheWrongTenantMovesOnlyAsAWhole() {
        lab.rogue("INSERT INTO customers VALUES ('a', 'globex', 'x', 1)");
        Row wrong = new Row(Arrays.asList("a", "globex", "x", "1.00", null, null));
        assertThat(correct(
                                CorrectionHooks.NONE,
                                lab.fence(),
                                lab.plan(lab.customers, "a", row("a", "x", "1.00"), wrong))
                        .get(0)
                        .result())
                .isEqualTo(Result.CORRECTED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");
    }

    @Test
    void eventsParkedUpToTheProofAreDiscardedWithIt() {
        lab.commit(transaction -> {
            for (String key : List.of("a", "b")) {
                transaction
                        .notes()
                        .park(new ParkedEvent(
                                0,
                                lab.customers.id(),
                                RowKey.of(key),
                                new ParkedEvent.Change(0, "0/0", "INSERT", "{}"),
                                "boom",
                                1,
                                lab.control.clock().instant()));
            }
        });
        correct(CorrectionHooks.NONE, lab.fence(), lab.plan(lab.customers, "a", row("a", "x", "1.00"), null));
        lab.commit(transaction -> assertThat(transaction.notes().parkedKeys().get(lab.customers.id()))
                .containsExactly(RowKey.of("b")));
    }

    @Test
    void aCrashBeforeTheCommitLeavesNeitherRowNorJournal() {
        CorrectionHooks crash = new CorrectionHooks() {
            @Override
            public void written() {
                throw new IllegalStateException("crash");
            }
        };
        assertThatThrownBy(() -> correct(crash, lab.fence(), lab.plan(lab.customers, "b", row("b", "y", "2.00"), null)))
                .hasMessage("crash");
        assertThat(lab.stored(lab.customers, "b")).isEmpty();
        assertThat(lab.journaled()).isZero();
    }

    private List<CorrectionOutcome> correct(CorrectionHooks hooks, Checkpoint fence, CorrectionPlan... plans) {
        return lab.corrector(hooks).correct(fence, List.of(plans), "auto");
    }
}
