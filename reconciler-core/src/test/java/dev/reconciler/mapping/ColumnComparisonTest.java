package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ColumnComparisonTest {
    private static final ColumnComparison CENT = new ColumnComparison.Amount(new BigDecimal("0.01"));
    private static final ColumnComparison ONE_PERCENT = new ColumnComparison.Percent(BigDecimal.ONE);
    private static final ColumnComparison TWO_SECONDS = new ColumnComparison.Time(Duration.ofSeconds(2));

    private static boolean agree(
            ColumnComparison comparison, LogicalType type, @Nullable String source, @Nullable String target) {
        return comparison.agree(type, source, target);
    }

    @ParameterizedTest
    @CsvSource({
        "DECIMAL, 1.00, 1.0, true",
        "DECIMAL, 1.00, 1.01, true",
        "DECIMAL, 1.01, 1.00, true",
        "DECIMAL, 1.00, 1.0100001, false",
        "DECIMAL, -0.005, 0.005, true",
        "DECIMAL, -0.005, 0.006, false",
        "DECIMAL, 99999999999999999999.99, 100000000000000000000, true",
        "FLOAT8, 1e-3, 0.011, true",
        "DECIMAL, 1e+20, 100000000000000000001, false",
        "FLOAT4, 0.1, 0.10000001, true",
        "DECIMAL, NaN, NaN, true",
        "DECIMAL, NaN, 0, false",
        "DECIMAL, 0, NaN, false",
        "FLOAT8, Infinity, Infinity, true",
        "FLOAT8, Infinity, -Infinity, false",
        "FLOAT8, Infinity, 1e308, false",
    })
    void amount(LogicalType type, String source, String target, boolean agree) {
        assertThat(agree(CENT, type, source, target)).isEqualTo(agree);
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, 100, 101, true",
        "INTEGER, 100, 102, false",
        "INTEGER, -100, -99, true",
        "INTEGER, -100, 99, false",
        // Of the source's value: 1 % of 99 is less than 1.
        "INTEGER, 99, 100, false",
        "DECIMAL, 0, 0.0, true",
        "DECIMAL, 0, 0.0000001, false",
        "FLOAT8, NaN, 1, false",
        "FLOAT8, 1, Infinity, false",
        "FLOAT8, Infinity, 1, false",
    })
    void percent(LogicalType type, String source, String target, boolean agree) {
        assertThat(agree(ONE_PERCENT, type, source, target)).isEqualTo(agree);
    }

    @ParameterizedTest
    @CsvSource({
        "TIMESTAMP, 2024-02-28 23:59:59, 2024-02-29 00:00:01, true",
        "TIMESTAMP, 2024-02-28 23:59:59, 2024-02-29 00:00:01.000001, false",
        "TIMESTAMP, 2024-02-29 00:00:01, 2024-02-28 23:59:59, true",
        "TIMESTAMP, 2024-02-29 00:00:01.5, 2024-02-28 23:59:59.4, false",
        "INSTANT, 2024-05-20 10:00:00.25+00, 2024-05-20 10:00:02.25+00, true",
        "INSTANT, 2024-05-20 10:00:00+00, 2024-05-20 10:00:02.1+00, false",
        "INSTANT, 0001-12-31 23:59:59+00 BC, 0001-01-01 00:00:00+00, true",
        "INSTANT, 0001-01-01 00:00:00+00 BC, 0001-01-01 00:00:00+00, false",
        "TIMESTAMP, infinity, infinity, true",
        "TIMESTAMP, infinity, -infinity, false",
        "TIMESTAMP, infinity, 2024-05-20 10:00:00, false",
        "TIMESTAMP, 0000-00-00 00:00:00, 0000-00-00 00:00:00, true",
        "TIMESTAMP, 0000-00-00 00:00:00, 0000-00-00 00:00:01, false",
    })
    void time(LogicalType type, String source, String target, boolean agree) {
        assertThat(agree(TWO_SECONDS, type, source, target)).isEqualTo(agree);
    }

    @Test
    void nullAndAValueThatATransformCantGiveEqualOnlyThemselves() {
        for (ColumnComparison tolerance : new ColumnComparison[] {CENT, ONE_PERCENT}) {
            assertThat(agree(tolerance, LogicalType.DECIMAL, null, null)).isTrue();
            assertThat(agree(tolerance, LogicalType.DECIMAL, null, "0")).isFalse();
            assertThat(agree(tolerance, LogicalType.DECIMAL, "0", null)).isFalse();
            assertThat(agree(tolerance, LogicalType.DECIMAL, InvalidValue.of("no code"), "0"))
                    .isFalse();
        }
        assertThat(agree(TWO_SECONDS, LogicalType.TIMESTAMP, null, "2024-05-20 10:00:00"))
                .isFalse();
    }

    @Test
    void aColumnThatIsNeverComparedAlwaysAgrees() {
        assertThat(agree(ColumnComparison.NEVER, LogicalType.TEXT, "a", null)).isTrue();
        assertThat(agree(ColumnComparison.EXACT, LogicalType.TEXT, "a", "b")).isFalse();
        assertThat(agree(ColumnComparison.EXACT, LogicalType.DECIMAL, "1.0", "1"))
                .isTrue();
    }

    @Test
    void limitsNameTheToleranceWithItsUnit() {
        assertThat(ColumnComparison.EXACT.limit()).isEmpty();
        assertThat(ColumnComparison.NEVER.limit()).contains("copied and never compared");
        assertThat(CENT.limit().orElseThrow()).startsWith("compared with a tolerance of 0.01,");
        assertThat(ONE_PERCENT.limit().orElseThrow())
                .startsWith("compared with a tolerance of 1% of the source's value,");
        assertThat(TWO_SECONDS.limit().orElseThrow()).startsWith("compared with a tolerance of 2 s,");
    }
}
