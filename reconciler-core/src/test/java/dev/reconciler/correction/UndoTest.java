package dev.reconciler.correction;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.control.UnknownIdException;
import dev.reconciler.correction.Breaker.Limits;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.correction.CorrectionPolicy.Action;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class UndoTest {
    private static final CorrectionPolicy IN_EARNEST = new CorrectionPolicy(
            false,
            Map.of(
                    DiscrepancyType.MISSING_IN_TARGET, Action.AUTO,
                    DiscrepancyType.EXTRA_IN_TARGET, Action.AUTO,
                    DiscrepancyType.FIELD_MISMATCH, Action.AUTO),
            Map.of());
    private static final Row GOOD = row("a", "x", "1.00");
    private static final Row BAD =
            new Row(Arrays.asList("a", "acme", " \u00e9\u0301\\x ", "9.10", "q", "{\"n\": 1.0, \"s\": \"\"}"));

    private final CorrectionLab lab = new CorrectionLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void undoRestoresTheBytesAndSuppressesUntilTheSourceRowChanges() {
        Discrepancy corrected = correctedMismatch();
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|1.00");

        CorrectionOutcome undone =
                lab.undo().undo(String.valueOf(corrected.lifecycle().correction()), "ann", "");
        assertThat(undone.result()).isEqualTo(Result.CORRECTED);
        lab.commit(transaction -> assertThat(transaction.rows().lock(lab.customers, List.of(RowKey.of("a"))))
                .containsEntry(RowKey.of("a"), BAD));
        assertThat(state(corrected)).isEqualTo(DiscrepancyState.IN_REVIEW);
        assertThat(lab.journal
                        .find(String.valueOf(corrected.lifecycle().correction()))
                        .orElseThrow()
                        .undoneBy())
                .isEqualTo(undone.correction());

        // A reviewer closes it, and verification finds it again.
        lab.control
                .discrepancies()
                .transition(
                        corrected.id(),
                        lab.control
                                .discrepancies()
                                .find(corrected.id())
                                .orElseThrow()
                                .lifecycle()
                                .version(),
                        DiscrepancyState.RESOLVED,
                        "ann",
                        "");
        Discrepancy again = lab.record(lab.customers, "a", GOOD, BAD);
        assertThat(apply(again).corrected()).isZero();
        assertThat(state(again)).isEqualTo(DiscrepancyState.IN_REVIEW);

        assertThat(lab.suppressions.suppressed("shop", lab.customers.id(), RowKey.of("a"), "another source row"))
                .isFalse();
        assertThat(lab.suppressions.suppressed(
                        "shop", lab.customers.id(), RowKey.of("a"), SourceHash.of(lab.customers, GOOD)))
                .as("it is over for good")
                .isFalse();
    }

    @Test
    void anInsertIsUndoneByADeleteAndADeleteByAnInsert() {
        Discrepancy missing = lab.record(lab.customers, "m", row("m", "x", "1.00"), null);
        lab.rogue("INSERT INTO customers VALUES ('e', 'acme', 'x', 2)");
        Discrepancy extra = lab.record(lab.customers, "e", null, row("e", "x", "2.00"));
        apply(missing, extra);
        lab.undo().undo(String.valueOf(now(missing).lifecycle().correction()), "ann", "");
        lab.undo().undo(String.valueOf(now(extra).lifecycle().correction()), "ann", "");
        assertThat(lab.stored(lab.customers, "m")).isEmpty();
        assertThat(lab.stored(lab.customers, "e")).isEqualTo("e|acme|x|2.00");
    }

    @Test
    void undoIsRefusedWhenTheRowChangedSince() {
        Discrepancy corrected = correctedMismatch();
        lab.rogue("UPDATE customers SET amount = 7 WHERE id = 'a'");
        assertThat(lab.undo()
                        .undo(String.valueOf(corrected.lifecycle().correction()), "ann", "")
                        .result())
                .isEqualTo(Result.CHANGED);
        assertThat(lab.stored(lab.customers, "a")).isEqualTo("a|acme|x|7.00");
        assertThat(state(corrected)).isEqualTo(DiscrepancyState.AUTO_CORRECTED);
        assertThat(lab.suppressions.suppressed(
                        "shop", lab.customers.id(), RowKey.of("a"), SourceHash.of(lab.customers, GOOD)))
                .isFalse();
    }

    @Test
    void undoIsRefusedWhenTheStreamWroteTheRowSince() {
        Discrepancy corrected = correctedMismatch();
        lab.stream(lab.customers, "a", GOOD);
        assertThat(lab.undo()
                        .undo(String.valueOf(corrected.lifecycle().correction()), "ann", "")
                        .result())
                .isEqualTo(Result.SUPERSEDED);
    }

    @Test
    void undoStillWorksWhenTheLedgerWasPrunedSince() {
        Discrepancy corrected = correctedMismatch();
        lab.stream(lab.customers, "other", row("other", "x", "1.00"));
        lab.rogue(
                "INSERT INTO reconciler.ledger_floor (pipeline, floor) VALUES ('shop', 1)"
                        + " ON CONFLICT (pipeline) DO UPDATE SET floor = 1",
                "DELETE FROM reconciler.ledger");
        assertThat(lab.undo()
                        .undo(String.valueOf(corrected.lifecycle().correction()), "ann", "")
                        .result())
                .isEqualTo(Result.CORRECTED);
    }

    @Test
    void nothingIsUndoneTwiceAndNoUndoIsUndone() {
        Discrepancy corrected = correctedMismatch();
        String correction = String.valueOf(corrected.lifecycle().correction());
        String undo = String.valueOf(lab.undo().undo(correction, "ann", "").correction());
        assertThatThrownBy(() -> lab.undo().undo(correction, "ann", "")).hasMessageContaining("already undone");
        assertThatThrownBy(() -> lab.undo().undo(undo, "ann", "")).hasMessageContaining("is an undo");
        assertThatThrownBy(() -> lab.undo().undo("nonsense", "ann", "")).isInstanceOf(UnknownIdException.class);
    }

    private Discrepancy correctedMismatch() {
        lab.rogue("INSERT INTO customers VALUES"
                + " ('a', 'acme', U&' \\00e9\\0301\\\\x ', 9.10, 'q', '{\"n\": 1.0, \"s\": \"\"}')");
        Discrepancy mismatch = lab.record(lab.customers, "a", GOOD, BAD);
        assertThat(apply(mismatch).corrected()).isEqualTo(1);
        return now(mismatch);
    }

    private CorrectionSummary apply(Discrepancy... found) {
        return lab.service(IN_EARNEST)
                .apply(List.of(found), lab.tables, lab.fence(), new Breaker(new Limits(100, 100), table -> 1000));
    }

    private Discrepancy now(Discrepancy discrepancy) {
        return lab.control.discrepancies().find(discrepancy.id()).orElseThrow();
    }

    private DiscrepancyState state(Discrepancy discrepancy) {
        return now(discrepancy).state();
    }
}
