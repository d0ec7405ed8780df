package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MySqlSourceInspectionTest extends SourceInspectionOfMySqlFamily {
    MySqlSourceInspectionTest() {
        super(Flavor.MYSQL, MySqlKind.MYSQL);
    }

    @Test
    void serverWithoutGtidsIsWarnedOfWithTheStepsThatSwitchThemOn() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of("gtid_mode", "OFF", "enforce_gtid_consistency", "OFF"))) {
            assertThat(checked(server))
                    .singleElement()
                    .asString()
                    .startsWith("warning: gtid_mode is OFF: ")
                    .contains("confirmed", "not proven", "Ongoing_anonymous_transaction_count")
                    .endsWith("then restart it with serve --resync");

            server.execute(
                    "",
                    "SET GLOBAL enforce_gtid_consistency = WARN",
                    "SET GLOBAL enforce_gtid_consistency = ON",
                    "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                    "SET GLOBAL gtid_mode = ON_PERMISSIVE");
            assertThat(checked(server)).singleElement().asString().startsWith("warning: gtid_mode is ON_PERMISSIVE");
            server.execute("", "SET GLOBAL gtid_mode = ON");
            assertThat(checked(server)).isEmpty();
        }
    }

    @Test
    void serverWithoutABinaryLogIsAnError() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of("disable_log_bin", "ON"))) {
            assertThat(checked(server)).singleElement().asString().startsWith("error: the server writes no binary log");
        }
    }

    @Test
    void partialJsonAndAServerWithoutIdAndReplicatedChangesOutOfTheLogAreErrors() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(
                Map.of("binlog_row_value_options", "PARTIAL_JSON", "log_replica_updates", "OFF", "server_id", "0"))) {
            assertThat(checked(server))
                    .allMatch(line -> line.startsWith("error: "))
                    .anyMatch(line -> line.contains("| SET GLOBAL binlog_row_value_options = ''"))
                    .anyMatch(line -> line.contains("log_replica_updates"))
                    .anyMatch(line -> line.contains("| SET GLOBAL server_id"))
                    .hasSize(3);
        }
    }

    @Test
    void taggedTransactionIsAnError() throws ConnectionRefusedException, SQLException {
        try (MySqlFamilyServer server = server(Map.of());
                Connection connection = server.connect("shop");
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION gtid_next = 'AUTOMATIC:blue'");
            statement.execute("INSERT INTO t VALUES (1)");

            assertThat(checked(server)).singleElement().asString().contains("tagged GTIDs", ":blue:1");
        }
    }
}
