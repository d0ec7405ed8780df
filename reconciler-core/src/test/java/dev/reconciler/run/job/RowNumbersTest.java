package dev.reconciler.run.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers of rows of a result never contradict its verdict. */
@Tag("unit")
class RowNumbersTest {
    private static final String TABLE = "public.t";
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final Row ROW = new Row(Arrays.asList("1", "acme"));
    private static final Finding.OfRow MISSING = new Finding.MissingInTarget(TABLE, ACME, RowKey.of("1"), ROW, true);
    private static final Finding.OfRow CONFLICT =
            new Finding.TenantConflict(TABLE, ACME, RowKey.of("1"), ROW, ROW, GLOBEX);

    private final Tally tally = new Tally();

    private static ChunkOutcome chunk(long source, long target, Map<TenantId, Long> others, Finding... findings) {
        return new ChunkOutcome(
                TABLE,
                KeyRange.ALL,
                new RowFigures(
                        Map.of(ACME, source, GLOBEX, 5L),
                        Map.of(ACME, target, GLOBEX, others.getOrDefault(GLOBEX, 5L)),
                        Map.of(ACME, 2L)),
                List.of(findings));
    }

    private String result(TenantId tenant) {
        return tally.results().stream()
                .filter(result -> result.tenant().equals(tenant))
                .map(result -> result.verdict() + " " + result.sourceRows() + " " + result.targetRows() + " "
                        + result.inDoubt())
                .findFirst()
                .orElse("none");
    }

    @Test
    void rowsWithoutAKeyLeaveNoAgreementAndAreNamed() {
        RowsWithoutKey.Counter rows = new RowsWithoutKey.Counter();
        rows.add(ACME, List.of("5000"));
        tally.add(chunk(10, 10, Map.of()).with(rows.rows()));
        tally.add(chunk(3, 3, Map.of()));

        assertThat(result(ACME)).isEqualTo("UNVERIFIABLE 13 13 4");
        assertThat(tally.results().get(0).note())
                .contains("no entry for the key of 1 row of the target, which stores it as 5000: add the entry");
        rows.add(ACME, List.of("5001", "7"));
        assertThat(rows.rows().describe()).contains("of 2 rows of the target, which stores them as 5000; 5001, 7:");
        for (int more = 0; more < 4; more++) {
            rows.add(GLOBEX, List.of("6000"));
        }
        assertThat(rows.rows().describe())
                .contains("of 6 rows of the target, among them those that it stores as 5000;");
    }

    @Test
    void agreedWithUnequalNumbersCannotBeMade() {
        assertThatThrownBy(() -> new RunResult(TABLE, ACME, Verdict.AGREED, 10, 9, 0, 0, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 rows in the source and 9 in the target");
    }

    @Test
    void rowOfAnUnprovenDifferenceCountsOnNeitherSideUntilItIsProven() {
        tally.add(chunk(10, 9, Map.of(), MISSING).only(List.of()));
        assertThat(result(ACME)).isEqualTo("AGREED 9 9 2");

        tally.addConfirmed(MISSING);
        assertThat(result(ACME)).isEqualTo("DIVERGED 10 9 2");
    }

    @Test
    void rowUnderAnotherTenantMakesBothTenantsDiverge() {
        tally.add(chunk(10, 9, Map.of(GLOBEX, 6L), CONFLICT));

        assertThat(result(ACME)).isEqualTo("DIVERGED 10 9 2");
        assertThat(result(GLOBEX)).isEqualTo("DIVERGED 5 6 0");
    }

    @Test
    void unequalNumbersWithoutAFindingAreNoAgreement() {
        tally.add(chunk(10, 9, Map.of()));

        assertThat(result(ACME)).isEqualTo("UNVERIFIABLE 10 9 2");
        assertThat(tally.results())
                .anySatisfy(result -> assertThat(result.note()).contains("no finding of this tenant explains it"));
    }
}
