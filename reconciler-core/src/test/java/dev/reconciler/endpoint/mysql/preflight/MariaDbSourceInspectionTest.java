package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MariaDbSourceInspectionTest extends SourceInspectionOfMySqlFamily {
    MariaDbSourceInspectionTest() {
        super(Flavor.MARIADB, MySqlKind.MARIADB);
    }

    @Test
    void daysOfRetentionCount() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of("expire_logs_days", "2"))) {
            assertThat(checked(server)).singleElement().asString().contains("after 172800 s");
        }
    }

    @Test
    void replicaThatDoesNotLogWhatItReceivesIsAnError() throws ConnectionRefusedException {
        try (MySqlFamilyServer primary = server(Map.of());
                MySqlFamilyServer replica = server(Map.of("server_id", "2"))) {
            replica.execute(
                    "",
                    "CHANGE MASTER TO master_host = '" + primary.host() + "', master_port = " + primary.port()
                            + ", master_user = '" + primary.user() + "', master_password = '" + primary.password()
                            + "', master_use_gtid = no",
                    "START SLAVE");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> replica.query("", "SHOW GLOBAL STATUS LIKE 'Slaves_running'")
                            .get(0)
                            .containsValue("1"));

            assertThat(checked(replica)).singleElement().asString().contains("log_slave_updates", "name the primary");
        }
    }
}
