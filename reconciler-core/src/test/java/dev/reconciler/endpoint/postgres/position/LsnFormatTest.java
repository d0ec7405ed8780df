package dev.reconciler.endpoint.postgres.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.position.PositionFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class LsnFormatTest {
    private final PositionFormat format = LsnFormat.INSTANCE;

    @ParameterizedTest
    @CsvSource({
        "0/0, 0/0",
        "16/B374D848, 16/B374D848",
        "16/b374d848, 16/B374D848",
        "00/0A, 0/A",
        "FFFFFFFF/FFFFFFFF, FFFFFFFF/FFFFFFFF"
    })
    void aPositionIsPrintedInOneForm(String written, String canonical) {
        assertThat(format.parse(written).text()).isEqualTo(canonical);
        assertThat(format.parse(canonical)).isEqualTo(format.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "/1", "1/", "x/y"})
    void anotherTextIsRefused(String text) {
        assertThatThrownBy(() -> format.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyPositionCoversTheOrigin() {
        assertThat(format.parse("0/0")).isEqualTo(format.origin());
        assertThat(format.parse("0/1").covers(format.origin())).isTrue();
        assertThat(format.origin().covers(format.parse("0/1"))).isFalse();
        assertThat(format.parse("FFFFFFFF/0").covers(format.parse("7FFFFFFF/0")))
                .as("positions are unsigned")
                .isTrue();
    }

    @Test
    void theDistanceIsInBytes() {
        assertThat(format.bytesBetween(format.parse("1/FFFFFFFF"), format.parse("2/F")))
                .hasValue(16);
    }
}
