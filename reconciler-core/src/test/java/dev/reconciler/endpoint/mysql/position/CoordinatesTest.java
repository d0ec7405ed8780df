package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class CoordinatesTest {
    @ParameterizedTest
    @CsvSource({
        "binlog.000001:900, binlog.000002:4",
        "binlog.000009:4, binlog.000010:4",
        "binlog.999999:4, binlog.1000000:4",
        "binlog.000001:99, binlog.000001:100",
        "my.host-bin.000001:4, my.host-bin.000001:5"
    })
    void coordinatesFollowTheFilesNumberAndTheOffset(String earlier, String later) {
        BinlogCoordinate first = BinlogCoordinate.parse(earlier);
        BinlogCoordinate second = BinlogCoordinate.parse(later);

        assertThat(first).isLessThan(second).isEqualByComparingTo(BinlogCoordinate.parse(earlier));
        assertThat(second).isGreaterThan(first).hasToString(later);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "binlog.000001", "binlog:4", ".1:4", "binlog.x:4", "binlog.000001:-4", "binlog.000001:"})
    void anotherTextIsNoCoordinate(String text) {
        assertThatThrownBy(() -> BinlogCoordinate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sequenceOrdersTheTransactionsOfADomain() {
        MariaDbGtid first = MariaDbGtid.parse("0-1-9");
        MariaDbGtid second = MariaDbGtid.parse("0-2-10");
        MariaDbGtid largest = MariaDbGtid.parse("0-1-18446744073709551615");

        assertThat(first.isAtOrBefore(second)).isTrue();
        assertThat(first.isAtOrBefore(first)).isTrue();
        assertThat(second.isAtOrBefore(first)).isFalse();
        assertThat(second.isAtOrBefore(largest)).as("sequences are unsigned").isTrue();
        assertThat(largest).hasToString("0-1-18446744073709551615");
        assertThatThrownBy(() -> first.isAtOrBefore(MariaDbGtid.parse("1-1-9")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0-1",
                "0-1-2-3",
                "0-1-",
                "a-1-2",
                "4294967296-1-2",
                "0-4294967296-2",
                "0-1-18446744073709551616",
                "0-1-+2"
            })
    void anotherTextIsNoMariaDbGtid(String text) {
        assertThatThrownBy(() -> MariaDbGtid.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
