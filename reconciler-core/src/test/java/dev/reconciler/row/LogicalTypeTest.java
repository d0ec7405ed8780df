package dev.reconciler.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class LogicalTypeTest {
    @ParameterizedTest
    @CsvSource({"t, 1", "true, 1", "1, 1", "f, 0", "false, 0", "0, 0", "2, 2", "-1, -1"})
    void otherNumbersAreNeitherTrueNorFalse(String text, String canonical) {
        assertThat(LogicalType.BOOLEAN.canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"at\": [-45.120, 0.10]} | {\"at\": [-45.12, 0.1]}",
                "[1.0, 10.00, 100, 1e2, 0.0, -0.0, -0] | [1, 10, 100, 100, 0, 0, 0]",
                "{\"0.10\": \"0.10\", \"a\\\"1.0\": \"\\\\\"} | {\"0.10\": \"0.10\", \"a\\\"1.0\": \"\\\\\"}",
                "[true, false, null, 1e400000, 12345678901234567890.10] | [true, false, null, 1E+400000, 12345678901234567890.1]",
                "no 1.0 - JSON | no 1.0 - JSON",
                "1.50 | 1.5"
            })
    void numbersInDocumentsHaveOneFormForEachValue(String text, String byValue) {
        assertThat(LogicalType.JSON.byValue(text)).isEqualTo(byValue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 0.11}", "{\"a\": \"0.1\"}", "{\"a\": 1.0}", "{\"b\": 0.1}", "{\"a\": -0.1}"})
    void otherDocumentsHaveOtherForms(String other) {
        assertThat(LogicalType.JSON.byValue(other)).isNotEqualTo(LogicalType.JSON.byValue("{\"a\": 0.10}"));
    }

    @Test
    void onlyHashesByValueTakeNumbersByValue() {
        CanonicalEncoding encoding = new CanonicalEncoding(List.of(LogicalType.INTEGER, LogicalType.JSON));
        Row written = new Row(List.of("1", "{\"a\": 0.10}"));
        Row read = new Row(List.of("1", "{\"a\": 0.1}"));

        assertThat(encoding.hashWithout(read, column -> false))
                .isEqualTo(encoding.hashWithout(written, column -> false));
        assertThat(encoding.hashOfValue(1, read.value(1))).isEqualTo(encoding.hashOfValue(1, written.value(1)));
        // The one that SQL computes as well.
        assertThat(encoding.hash(read)).isNotEqualTo(encoding.hash(written));
    }
}
