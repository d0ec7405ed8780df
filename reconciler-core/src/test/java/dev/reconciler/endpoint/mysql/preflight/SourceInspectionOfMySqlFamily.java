package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRecord;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checks of a source, on servers with settings of their own. */
abstract class SourceInspectionOfMySqlFamily {
    private static final String PASSWORD = "secret";

    private final Flavor flavor;
    private final MySqlKind kind;

    SourceInspectionOfMySqlFamily(Flavor flavor, MySqlKind kind) {
        this.flavor = flavor;
        this.kind = kind;
    }

    /** A server with the table {@code shop.t}. */
    MySqlFamilyServer server(Map<String, String> settings) {
        MySqlFamilyServer server =
                MySqlFamilyServer.builder(flavor).settings(settings).start();
        server.execute("", "CREATE DATABASE shop", "CREATE TABLE shop.t (id int PRIMARY KEY)");
        return server;
    }

    List<String> checked(MySqlFamilyServer server) throws ConnectionRefusedException {
        return checked(server, server.user(), server.password());
    }

    List<String> checked(MySqlFamilyServer server, String user, String password) throws ConnectionRefusedException {
        DatabaseLogin login = new DatabaseLogin(
                new DatabaseAddress(server.host(), server.port(), "shop"),
                user,
                password,
                "disable",
                null,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
        TableRef table = new TableRef("shop", "t");
        SourceDemand demand = new SourceDemand(
                new StreamNames("slot", "publication"), List.of(table), new StreamRecord(false, false, false), false);
        Reported reported = new Reported();
        try (ServerInspection inspection = MySqlInspection.connect(login, kind, "source")) {
            inspection.source(demand, reported);
            inspection.sourceTables(demand, Set.of(table), reported);
        }
        return reported.lines();
    }

    @Test
    void serverThatFitsIsReportedWithoutFindingsForAnAccountWithTheFewestPrivileges()
            throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of())) {
            account(server, "fit", "PROCESS", "REPLICATION SLAVE", monitor());
            server.execute("", "GRANT SELECT ON shop.* TO fit@'%'");

            assertThat(checked(server, "fit", PASSWORD)).isEmpty();
        }
    }

    private String monitor() {
        return kind == MySqlKind.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR";
    }

    private static void account(MySqlFamilyServer server, String name, String... privileges) {
        server.execute("", "CREATE USER " + name + "@'%' IDENTIFIED BY '" + PASSWORD + "'");
        for (String privilege : privileges) {
            server.execute("", "GRANT " + privilege + " ON *.* TO " + name + "@'%'");
        }
    }

    @Test
    void eachMissingPrivilegeIsNamedWithItsStatement() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of())) {
            account(server, "poor");
            server.execute("", "GRANT INSERT ON shop.* TO poor@'%'");

            assertThat(checked(server, "poor", PASSWORD))
                    .allMatch(line -> line.startsWith("error: the account lacks"))
                    .anyMatch(line -> line.contains("| GRANT PROCESS ON *.*"))
                    .anyMatch(line -> line.contains("| GRANT REPLICATION SLAVE ON *.*"))
                    .anyMatch(line -> line.contains("| GRANT " + monitor() + " ON *.*"))
                    .anyMatch(line -> line.contains("| GRANT SELECT ON shop.t"))
                    .hasSize(4);
        }
    }

    @Test
    void settingsThatLeaveValuesOutOfTheLogAreErrors() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of(
                "binlog_format",
                "MIXED",
                "binlog_row_image",
                "MINIMAL",
                "binlog_row_metadata",
                "MINIMAL",
                compression(),
                "ON",
                "binlog_ignore_db",
                "shop"))) {
            assertThat(checked(server))
                    .allMatch(line -> line.startsWith("error: "))
                    .anyMatch(line -> line.contains("binlog_format is MIXED")
                            && line.contains("| SET GLOBAL binlog_format = 'ROW'"))
                    .anyMatch(line -> line.contains("binlog_row_image is MINIMAL")
                            && line.contains("| SET GLOBAL binlog_row_image = 'FULL'"))
                    .anyMatch(line -> line.contains("| SET GLOBAL binlog_row_metadata = 'FULL'"))
                    .anyMatch(line -> line.contains("| SET GLOBAL " + compression() + " = 'OFF'"))
                    .anyMatch(line -> line.contains("not logged (binlog_do_db, binlog_ignore_db)"))
                    .hasSize(5);
            server.execute(
                    "",
                    "SET GLOBAL binlog_format = 'ROW'",
                    "SET GLOBAL binlog_row_image = 'FULL'",
                    "SET GLOBAL binlog_row_metadata = 'FULL'",
                    "SET GLOBAL " + compression() + " = 'OFF'");
            assertThat(checked(server)).hasSize(1);
        }
    }

    private String compression() {
        return kind == MySqlKind.MYSQL ? "binlog_transaction_compression" : "log_bin_compress";
    }

    @Test
    void tableWithoutSnapshotsIsAnError() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of())) {
            server.execute("", "ALTER TABLE shop.t ENGINE = MyISAM");

            assertThat(checked(server)).singleElement().asString().contains("MyISAM", "| ALTER TABLE shop.t ENGINE");
        }
    }

    /** The account may read the child alone. */
    @Test
    void foreignKeysWhoseEffectsAreNotLoggedAreTold() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of())) {
            server.execute(
                    "",
                    "CREATE TABLE shop.parent (id int PRIMARY KEY)",
                    "ALTER TABLE shop.t ADD CONSTRAINT up FOREIGN KEY (id) REFERENCES shop.parent (id) ON DELETE CASCADE");
            account(server, "reader", "PROCESS", "REPLICATION SLAVE", monitor());
            server.execute("", "GRANT SELECT ON shop.t TO reader@'%'");

            List<String> lines = checked(server, "reader", PASSWORD);

            if (kind == MySqlKind.MYSQL) {
                assertThat(lines).as("logged from version 9.6 on").isEmpty();
            } else {
                assertThat(lines)
                        .singleElement()
                        .asString()
                        .startsWith("warning: the server does not log the rows that foreign key up to shop.parent");
            }
        }
    }

    @Test
    void logThatIsKeptForLessThanThreeDaysIsAWarning() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = server(Map.of("binlog_expire_logs_seconds", "3600"))) {
            assertThat(checked(server))
                    .singleElement()
                    .asString()
                    .startsWith("warning: the server deletes its binary log after 3600 s")
                    .contains("SET GLOBAL binlog_expire_logs_seconds = 259200");
            server.execute("", "SET GLOBAL binlog_expire_logs_seconds = 259200");
            assertThat(checked(server)).isEmpty();
        }
    }

    @Test
    void useOfXaTransactionsIsTold() throws ConnectionRefusedException, SQLException {
        try (MySqlFamilyServer server = server(Map.of());
                Connection connection = server.connect("shop");
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "XA START 'x'", "INSERT INTO t VALUES (1)", "XA END 'x'", "XA PREPARE 'x'", "XA COMMIT 'x'")) {
                statement.execute(sql);
            }
            assertThat(checked(server))
                    .singleElement()
                    .asString()
                    .startsWith("warning: applications use XA transactions");

            account(server, "blind", "PROCESS", "REPLICATION SLAVE", monitor(), "SELECT");
            assertThat(checked(server, "blind", PASSWORD))
                    .singleElement()
                    .asString()
                    .startsWith(
                            kind == MySqlKind.MYSQL ? "error: applications use XA" : "warning: applications use XA");
        }
    }
}
