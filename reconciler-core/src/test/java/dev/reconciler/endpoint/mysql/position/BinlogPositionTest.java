package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class BinlogPositionTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final PositionFormat MYSQL = MySqlPositionFormat.INSTANCE;
    private static final PositionFormat MARIADB = MariaDbPositionFormat.INSTANCE;

    private static Position at(String server, String log) {
        return MYSQL.parse(server + " " + log + " -");
    }

    @Test
    void textOfAPositionIsCanonical() {
        String upper = A.toUpperCase(java.util.Locale.ROOT);
        Position position = MYSQL.parse(A + " binlog.000002:157 " + B + ":3," + upper + ":4-5:1-3");

        assertThat(position.text()).isEqualTo(A + " binlog.000002:157 " + A + ":1-5," + B + ":3");
        assertThat(MYSQL.parse(position.text())).isEqualTo(position).hasToString(position.text());
        assertThat(MARIADB.parse("uid+/= mariadb-bin.000002:157 7-1-3,0-1-42").text())
                .isEqualTo("uid+/= mariadb-bin.000002:157 0-1-42,7-1-3");
        assertThat(at(A, "binlog.000001:4").text()).isEqualTo(A + " binlog.000001:4 -");
        assertThat(MYSQL.parse(A + " my log.000001:4 -").text()).isEqualTo(A + " my log.000001:4 -");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0/0",
                A,
                A + " binlog.000001:4",
                " binlog.000001:4 -",
                A + " binlog.000001 -",
                A + " b.1:4 x"
            })
    void anotherTextIsNoPosition(String text) {
        assertThatThrownBy(() -> MYSQL.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MARIADB.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"binlog.000001:900, binlog.000002:4", "binlog.999999:4, binlog.1000000:4", "b.000001:99, b.000001:100"})
    void positionOfOneServerCoversThoseThatAreEarlierInItsLog(String earlier, String later) {
        assertThat(at(A, later).covers(at(A, earlier))).isTrue();
        assertThat(at(A, later).covers(at(A, later))).isTrue();
        assertThat(at(A, earlier).covers(at(A, later))).isFalse();
    }

    @Test
    void offsetsOfDifferentServersAreNotCompared() {
        assertThat(at(A, "binlog.000009:4").covers(at(B, "binlog.000001:4"))).isFalse();
        assertThat(at(B, "binlog.000001:4").covers(at(A, "binlog.000009:4"))).isFalse();
        assertThat(MYSQL.bytesBetween(at(A, "binlog.000001:4"), at(B, "binlog.000001:9")))
                .isEmpty();
    }

    @Test
    void positionsOfDifferentServersAreComparedByTheTransactionsReceived() {
        Position reached = MYSQL.parse(A + " binlog.000009:900 " + A + ":1-9");
        Position again = MYSQL.parse(B + " binlog.000001:200 " + A + ":1-9");
        Position next = MYSQL.parse(B + " binlog.000001:300 " + A + ":1-9," + B + ":1");

        assertThat(reached.covers(again)).isTrue();
        assertThat(reached.covers(next)).isFalse();
        assertThat(next.covers(reached)).isTrue();
        assertThat(next.covers(at(A, "binlog.000001:4"))).as("a write position").isFalse();
    }

    @Test
    void everyPositionCoversTheOriginAndTheOriginNoOther() {
        for (PositionFormat format : List.of(MYSQL, MARIADB)) {
            Position first = format.parse(A + " binlog.000001:0 -");

            assertThat(first.covers(format.origin())).isTrue();
            assertThat(format.origin().covers(format.origin())).isTrue();
            assertThat(format.origin().covers(first)).isFalse();
            assertThat(format.parse(format.origin().text())).isEqualTo(format.origin());
        }
    }

    @Test
    void bytesAreKnownWithinAFile() {
        assertThat(MYSQL.bytesBetween(at(A, "binlog.000001:100"), at(A, "binlog.000001:350")))
                .hasValue(250);
        assertThat(MYSQL.bytesBetween(at(A, "binlog.000001:100"), at(A, "binlog.000002:350")))
                .isEmpty();
    }

    @Test
    void gtidsOfTheNextPositionHoldTheTransactionToo() {
        assertThat(GtidSet.parse(A + ":1-4:6").with(Gtid.parse(A + ":5")).with(Gtid.parse(B + ":1")))
                .hasToString(A + ":1-6," + B + ":1");
        assertThat(MariaDbGtidPosition.parse("0-1-4")
                        .with(MariaDbGtid.parse("0-2-5"))
                        .with(MariaDbGtid.parse("7-1-1")))
                .hasToString("0-2-5,7-1-1");
    }

    @Test
    void mariaDbPositionContainsThoseThatAreNotFurtherInAnyDomain() {
        MariaDbGtidPosition position = MariaDbGtidPosition.parse("0-1-4,7-1-9");

        assertThat(position.contains(MariaDbGtidPosition.EMPTY)).isTrue();
        assertThat(position.contains(position)).isTrue();
        assertThat(position.contains(MariaDbGtidPosition.parse("7-2-8"))).isTrue();
        assertThat(position.contains(MariaDbGtidPosition.parse("0-1-5"))).isFalse();
        assertThat(position.contains(MariaDbGtidPosition.parse("0-1-1,8-1-1"))).isFalse();
        assertThatThrownBy(() -> MariaDbGtidPosition.parse("0-1-4,0-2-5")).isInstanceOf(IllegalArgumentException.class);
    }
}
