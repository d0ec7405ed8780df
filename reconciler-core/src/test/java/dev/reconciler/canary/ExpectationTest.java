package dev.reconciler.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ExpectationTest {
    private static final TenantId CANARY = new TenantId("canary");
    private static final Row A = new Row(List.of("1", "a"));
    private static final Row B = new Row(List.of("1", "b"));
    private static final Finding COUNT = new Finding.CountMismatch("t", CANARY, 3, 2);

    private final List<Plant> both = List.of(plant("1", A, B), plant("2", A, null));

    private static Plant plant(String key, @Nullable Row before, @Nullable Row after) {
        return new Plant(key, "shop", "run", new ChangedRow("t", CANARY, RowKey.of(key), before, after), 1);
    }

    private static Finding changed(String key) {
        return new Finding.FieldMismatch("t", CANARY, RowKey.of(key), A, B, List.of("x"), true);
    }

    private static Finding missing(String key) {
        return new Finding.MissingInTarget("t", CANARY, RowKey.of(key), A, true);
    }

    @Test
    void jobMustReportEveryPlantAndNothingElse() {
        Expectation expected = new Expectation(both, false);

        assertThat(expected.of(List.of(changed("1"), missing("2"), missing("2")))
                        .isNone())
                .isTrue();
        assertThat(expected.of(List.of(missing("2"))).missed()).containsExactly("FIELD_MISMATCH of row 1");
        assertThat(expected.of(List.of(changed("1"), missing("2"), missing("3")))
                        .unexpected())
                .containsExactly("MISSING_IN_TARGET of row 3");
        assertThat(expected.of(List.of(missing("1"), missing("2"))).missed())
                .as("found, but as what it is not")
                .containsExactly("FIELD_MISMATCH of row 1");
    }

    @Test
    void countMustReportTheNumberAndItsRows() {
        Expectation expected = new Expectation(both, true);

        assertThat(expected.of(List.of(COUNT, missing("2"))).isNone()).isTrue();
        assertThat(expected.of(List.of(COUNT, missing("2"), changed("1"))).isNone())
                .isTrue();
        assertThat(expected.of(List.of(COUNT)).missed()).containsExactly("MISSING_IN_TARGET of row 2");
        assertThat(expected.of(List.of()).missed()).containsExactly("MISSING_IN_TARGET of row 2", "COUNT_MISMATCH");
    }

    @Test
    void countMismatchWithoutAPlantIsUnexpected() {
        assertThat(new Expectation(List.of(), true).of(List.of(COUNT)).unexpected())
                .containsExactly("COUNT_MISMATCH ");
    }
}
