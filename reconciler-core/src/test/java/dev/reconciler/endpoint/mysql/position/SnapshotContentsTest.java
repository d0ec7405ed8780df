package dev.reconciler.endpoint.mysql.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class SnapshotContentsTest {
    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String XID = "X'61',X'',1";
    private static final PreparedXids PREPARED = new PreparedXids(true, Set.of(XID, "X'62',X'',1"));

    private static TransactionId id(String text) {
        return new TransactionId(text);
    }

    @Test
    void mySqlContainsWhatWasExecutedAndIsNotPrepared() {
        SnapshotContent content = new MySqlSnapshotContent(GtidSet.parse(SERVER + ":1-5"), null, PREPARED);

        assertThat(content.contains(id(SERVER + ":5"))).isTrue();
        assertThat(content.contains(id(SERVER + ":6"))).isFalse();
        assertThat(content.contains(id(SERVER + ":5 " + XID))).isFalse();
        assertThat(content.contains(id(SERVER + ":5 X'63',X'',1"))).isTrue();
        assertThat(MySqlSnapshotContent.parse(content.toString())).isEqualTo(content);
    }

    @Test
    void mySqlWithoutGtidsContainsWhatEndsByThePlaceAndIsNotPreparedAndWhatIsOfAnotherServer() {
        SnapshotContent content = new MySqlSnapshotContent(
                GtidSet.EMPTY,
                new AnonymousContent(SERVER, new BinlogCoordinate("b.000002", 100), "OFF_PERMISSIVE"),
                PREPARED);

        assertThat(content.contains(id(SERVER + "@b.000002:100"))).isTrue();
        assertThat(content.contains(id(SERVER + "@b.000002:101"))).isFalse();
        assertThat(content.contains(id(SERVER + "@b.000002:50 " + XID))).isFalse();
        assertThat(content.contains(id(SERVER + "@b.000002:50 X'63',X'',1"))).isTrue();
        assertThat(content.contains(id("another@b.000009:101"))).isTrue();
        assertThat(content.contains(id(SERVER + ":1"))).isFalse();
        assertThat(content.isProven()).isFalse();
        assertThat(MySqlSnapshotContent.parse(content.toString())).isEqualTo(content);
        assertThat(content.toString()).contains("gtid_mode=OFF_PERMISSIVE");
    }

    @Test
    void mariaDbContainsWhatEndsByTheSnapshotsPlaceAndXaWhatEndsByTheLogsEnd() {
        SnapshotContent content = new MariaDbSnapshotContent(
                new BinlogCoordinate("b.000002", 100), new BinlogCoordinate("b.000002", 50), PREPARED);

        assertThat(content.contains(id("0-1-7@b.000002:100"))).isTrue();
        assertThat(content.contains(id("0-1-7@b.000002:101"))).isFalse();
        assertThat(content.contains(id("0-1-7@b.000002:50 X'63',X'',1"))).isTrue();
        assertThat(content.contains(id("0-1-7@b.000002:51 X'63',X'',1"))).isFalse();
        assertThat(content.contains(id("0-1-7@b.000002:50 " + XID))).isFalse();
        assertThat(MariaDbSnapshotContent.parse(content.toString())).isEqualTo(content);
    }

    @Test
    void withoutSightOfPreparedTransactionsNoXaTransactionIsContained() {
        SnapshotContent content = new MySqlSnapshotContent(GtidSet.parse(SERVER + ":1-5"), null, PreparedXids.UNKNOWN);

        assertThat(content.contains(id(SERVER + ":5"))).isTrue();
        assertThat(content.contains(id(SERVER + ":5 " + XID))).isFalse();
        assertThat(MySqlSnapshotContent.parse(content.toString())).isEqualTo(content);
        assertThat(PreparedXids.parse(new PreparedXids(true, Set.of()).toString())
                        .lacks(XID))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "0-1-7", "0-1-7@b", "x@b.000001:5"})
    void textThatNamesNoTransactionIsRefused(String text) {
        assertThatThrownBy(() -> MariaDbTransaction.parse(id(text))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AnonymousTransaction.parse(id(text.replace("x@b.", "x@"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MySqlTransaction.parse(id(text))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MySqlSnapshotContent.parse("||" + text)).isInstanceOf(IllegalArgumentException.class);
    }
}
