package dev.reconciler.verify.cause;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class NormalisationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{\"a\": 1, \"b\": 2}|{\"b\":2,\"a\":1.0}|JSON formatting",
                "1.50|1.5|a number's notation",
                "1.5e3|1500|a number's notation",
                "Ann |Ann|trailing blanks",
                "ANN|Ann|letter case",
                "10.126|10.13|numeric scale",
                "10.126|10.12|numeric scale",
                "2026-01-01 10:00:00.123456|2026-01-01 10:00:00.123|timestamp precision",
                "2026-01-01 10:00:00.1236|2026-01-01 10:00:00.124|timestamp precision",
                "2026-01-01 10:00:00.123+00|2026-01-01 10:00:00+00|timestamp precision"
            })
    void twoTextsOfOneValueAreNamedForWhatTellsThemApart(String left, String right, String name) {
        assertThat(Normalisation.between(left, right)).contains(name);
        assertThat(Normalisation.between(right, left)).contains(name);
    }

    @Test
    void composedAndDecomposedLettersAndLineEndsAndNoTextAtAll() {
        assertThat(Normalisation.between("\u00e9", "e\u0301")).contains("Unicode normal form");
        assertThat(Normalisation.between("a\r\nb", "a\nb")).contains("line ends");
        assertThat(Normalisation.between("", null)).contains("empty text and NULL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.126|10.14",
                "2.4|2",
                "Ann|Anna",
                "a b|ab",
                "1|01a",
                "{\"a\": 1}|{\"a\": 2}",
                "2026-01-01 10:00:00+00|2026-01-01 10:00:00+01",
                "2026-01-01 10:00:00.1|2026-01-01 10:00:01"
            })
    void otherValuesAreOtherValues(String left, String right) {
        assertThat(Normalisation.between(left, right)).isEmpty();
        assertThat(Normalisation.between(right, left)).isEmpty();
    }

    @Test
    void aTextIsNotTheSameAsNone() {
        assertThat(Normalisation.between("a", null)).isEmpty();
    }
}
