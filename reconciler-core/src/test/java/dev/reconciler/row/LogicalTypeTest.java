package dev.reconciler.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class LogicalTypeTest {
    @ParameterizedTest
    @CsvSource({"t, 1", "true, 1", "1, 1", "f, 0", "false, 0", "0, 0", "2, 2", "-1, -1"})
    void otherNumbersAreNeitherTrueNorFalse(String text, String canonical) {
        assertThat(LogicalType.BOOLEAN.canonical(text)).isEqualTo(canonical);
    }
}
