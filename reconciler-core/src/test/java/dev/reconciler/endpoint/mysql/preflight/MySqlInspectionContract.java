package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SessionDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamRecord;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.write.MySqlStreamJournal;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSchema;
import dev.reconciler.endpoint.mysql.write.MySqlTargetSettings;
import dev.reconciler.endpoint.mysql.write.MySqlTargetStore;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.preflight.PostgresInspection;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checks of a target on a real server. */
abstract class MySqlInspectionContract {
    private static final String PASSWORD = "secret";

    private final MySqlFamilyServer server;
    private final MySqlKind kind;
    private final String database;
    private final TableRef table;

    MySqlInspectionContract(Flavor flavor, MySqlKind kind) {
        server = MySqlFamilyServer.shared(flavor);
        this.kind = kind;
        database = server.createDatabase("check");
        table = new TableRef(database, "t");
        server.execute(database, "CREATE TABLE t (id int PRIMARY KEY, v int)");
    }

    private DatabaseLogin login(String user, String password) {
        return login(server, database, user, password);
    }

    private static DatabaseLogin login(MySqlFamilyServer to, String database, String user, String password) {
        return new DatabaseLogin(
                new DatabaseAddress(to.host(), to.port(), database),
                user,
                password,
                "disable",
                null,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
    }

    private TargetDemand demand() {
        return demand(null);
    }

    private TargetDemand demand(@Nullable StreamNames stream) {
        return new TargetDemand("p", stream, List.of(table), true, false, false);
    }

    private List<String> checked(String user, String password) throws ConnectionRefusedException {
        return checked(login(user, password), demand());
    }

    private List<String> checked(DatabaseLogin login, TargetDemand demand) throws ConnectionRefusedException {
        Reported reported = new Reported();
        try (ServerInspection inspection = MySqlInspection.connect(login, kind, "target")) {
            assertThat(inspection.isDirect(reported)).isTrue();
            inspection.target(demand, reported);
            inspection.targetTables(demand, Set.of(table), reported);
        }
        return reported.lines();
    }

    private List<String> checked() throws ConnectionRefusedException {
        return checked(server.user(), server.password());
    }

    @Test
    void serverThatFitsIsReportedWithoutFindings() throws ConnectionRefusedException {
        assertThat(checked()).isEmpty();
    }

    @Test
    void missingPrivilegesAreNamedWithTheStatement() throws ConnectionRefusedException {
        server.execute(
                database,
                "CREATE USER IF NOT EXISTS poor@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT SELECT, INSERT ON " + database + ".t TO poor@'%'");

        assertThat(checked("poor", PASSWORD))
                .anySatisfy(line -> assertThat(line).contains("PROCESS"))
                .anySatisfy(line -> assertThat(line).contains("GRANT UPDATE, DELETE ON " + table))
                .anySatisfy(line -> assertThat(line).contains("GRANT TRIGGER ON " + table))
                .anySatisfy(line -> assertThat(line).contains("CREATE, DROP, ALTER, INDEX, REFERENCES ON reconciler.*"))
                .hasSize(4);
    }

    /** Nothing is asked of the log of a target that is not streamed. */
    @Test
    void logOfAStreamedTargetIsCheckedAsThatOfASource() throws ConnectionRefusedException {
        TargetDemand streamed = demand(new StreamNames("slot", "publication"));
        try (MySqlFamilyServer own = MySqlFamilyServer.builder(server.flavor())
                .setting("binlog_format", "MIXED")
                .setting("binlog_row_image", "MINIMAL")
                .setting("binlog_row_metadata", "MINIMAL")
                .setting("binlog_ignore_db", "reconciler")
                .start()) {
            own.execute(
                    "",
                    "CREATE DATABASE " + database,
                    "CREATE TABLE " + table + " (id int PRIMARY KEY)",
                    "CREATE USER writer@'%' IDENTIFIED BY '" + PASSWORD + "'",
                    "GRANT PROCESS ON *.* TO writer@'%'",
                    "GRANT ALL PRIVILEGES ON " + database + ".* TO writer@'%'",
                    "GRANT ALL PRIVILEGES ON reconciler.* TO writer@'%'");
            DatabaseLogin writer = login(own, database, "writer", PASSWORD);
            assertThat(checked(writer, demand())).isEmpty();

            String monitor = kind == MySqlKind.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR";
            assertThat(checked(writer, streamed))
                    .allMatch(line -> line.startsWith("error: "))
                    .anyMatch(line -> line.contains("| SET GLOBAL binlog_format = 'ROW'"))
                    .anyMatch(line -> line.contains("| SET GLOBAL binlog_row_image = 'FULL'"))
                    .anyMatch(line -> line.contains("| SET GLOBAL binlog_row_metadata = 'FULL'"))
                    .anyMatch(line -> line.contains("| GRANT REPLICATION SLAVE ON *.*"))
                    .anyMatch(line -> line.contains("| GRANT " + monitor + " ON *.*"))
                    .hasSize(5);

            own.execute(
                    "",
                    "SET GLOBAL binlog_format = 'ROW'",
                    "SET GLOBAL binlog_row_image = 'FULL'",
                    "SET GLOBAL binlog_row_metadata = 'FULL'",
                    "GRANT REPLICATION SLAVE ON *.* TO writer@'%'",
                    "GRANT " + monitor + " ON *.* TO writer@'%'");
            assertThat(checked(writer, streamed))
                    .as("the marks of own transactions are not logged")
                    .hasSize(3)
                    .allMatch(line -> line.contains("not logged (binlog_do_db, binlog_ignore_db)"));
            if (kind == MySqlKind.MYSQL) {
                own.execute("", "SET GLOBAL binlog_order_commits = OFF");
                assertThat(checked(writer, streamed))
                        .anyMatch(line -> line.contains("| SET GLOBAL binlog_order_commits = 'ON'"))
                        .hasSize(4);
            }
        }
    }

    @Test
    void privilegesOfADefaultRoleCount() throws ConnectionRefusedException {
        server.execute(
                database,
                "CREATE USER IF NOT EXISTS member@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "CREATE ROLE IF NOT EXISTS migration",
                "GRANT PROCESS ON *.* TO migration",
                "GRANT ALL PRIVILEGES ON " + database + ".* TO migration",
                "GRANT ALL PRIVILEGES ON reconciler.* TO migration",
                "GRANT migration TO member@'%'",
                kind == MySqlKind.MYSQL
                        ? "SET DEFAULT ROLE migration TO member@'%'"
                        : "SET DEFAULT ROLE migration FOR member@'%'");

        assertThat(checked("member", PASSWORD)).isEmpty();
    }

    @Test
    void triggersOfTheAuditLogNeedARight() throws ConnectionRefusedException {
        server.execute(
                database,
                "DROP DATABASE IF EXISTS reconciler",
                "CREATE USER IF NOT EXISTS plain@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT ALL PRIVILEGES ON reconciler.* TO plain@'%'",
                "GRANT SELECT ON " + database + ".* TO plain@'%'");
        Reported reported = new Reported();
        Reported trusted = new Reported();
        try (ServerInspection inspection = MySqlInspection.connect(login("plain", PASSWORD), kind, "control")) {
            inspection.control(reported);
            server.execute(database, "SET GLOBAL log_bin_trust_function_creators = ON");
            inspection.control(trusted);
        } finally {
            server.execute(database, "SET GLOBAL log_bin_trust_function_creators = OFF");
        }

        assertThat(reported.lines()).singleElement().asString().contains("log_bin_trust_function_creators = ON");
        assertThat(trusted.lines()).isEmpty();
    }

    @Test
    void triggerThatCanChangeMappedRowsIsAnError() throws ConnectionRefusedException {
        server.execute(
                database,
                "CREATE TABLE log (id int)",
                "CREATE TRIGGER early BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1",
                "CREATE TRIGGER audit AFTER UPDATE ON t FOR EACH ROW INSERT INTO log VALUES (NEW.id)",
                "CREATE TRIGGER back AFTER DELETE ON t FOR EACH ROW UPDATE t SET v = 2");
        try {
            assertThat(checked())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("error")
                            .contains("`early` can change")
                            .contains("DROP TRIGGER"))
                    .anySatisfy(line -> assertThat(line).startsWith("error").contains("`back` can change"))
                    .anySatisfy(line -> assertThat(line).startsWith("warning").contains("`audit` runs for each row"))
                    .hasSize(3);
        } finally {
            server.execute(database, "DROP TRIGGER early", "DROP TRIGGER audit", "DROP TRIGGER back");
        }
    }

    @Test
    void tableWithoutTransactionsIsAnError() throws ConnectionRefusedException {
        server.execute(database, "ALTER TABLE t ENGINE = MyISAM");
        try {
            assertThat(checked()).singleElement().asString().contains("MyISAM", "ENGINE = InnoDB");
        } finally {
            server.execute(database, "ALTER TABLE t ENGINE = InnoDB");
        }
    }

    @Test
    void otherKindOfServerThanTheUrlNamesIsAnError() throws ConnectionRefusedException {
        MySqlKind other = kind == MySqlKind.MYSQL ? MySqlKind.MARIADB : MySqlKind.MYSQL;
        Reported reported = new Reported();
        try (ServerInspection inspection =
                MySqlInspection.connect(login(server.user(), server.password()), other, "target")) {
            inspection.control(reported);
        }

        assertThat(reported.lines())
                .singleElement()
                .asString()
                .contains("its URL names", "write " + kind.name().toLowerCase(Locale.ROOT) + "://");
    }

    @Test
    void serverThatRejectsWritesOrLongRowsIsReported() throws ConnectionRefusedException {
        Reported reported = new Reported();
        try (MySqlFamilyServer small = MySqlFamilyServer.builder(server.flavor())
                .setting("max_allowed_packet", "1M")
                .start()) {
            small.execute("", "CREATE DATABASE " + database, "SET GLOBAL read_only = ON");
            try (ServerInspection inspection =
                    MySqlInspection.connect(login(small, database, small.user(), small.password()), kind, "target")) {
                inspection.target(demand(), reported);
            }
        }

        assertThat(reported.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("error: the server is read-only")
                        .contains("SET GLOBAL read_only = OFF"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warning: max_allowed_packet is 1048576 bytes")
                        .contains("SET GLOBAL max_allowed_packet = 16777216"))
                .hasSize(2);
    }

    @Test
    void tooFewSessionsAreAnError() throws ConnectionRefusedException {
        server.execute(
                database,
                "CREATE USER IF NOT EXISTS few@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT SELECT ON " + database + ".* TO few@'%'",
                "ALTER USER few@'%' WITH MAX_USER_CONNECTIONS 4");
        Reported reported = new Reported();
        try (ServerInspection inspection = MySqlInspection.connect(login("few", PASSWORD), kind, "target")) {
            inspection.sessions(new SessionDemand("target", 10, 6, List.of()), reported);
        }

        assertThat(reported.lines()).anySatisfy(line -> assertThat(line)
                .startsWith("error: max_user_connections allows 4 sessions")
                .contains("MAX_USER_CONNECTIONS 10"));
    }

    @Test
    void refusedConnectionComesWithTheFix() {
        ConnectionRefusedException wrong = catchThrowableOfType(
                ConnectionRefusedException.class,
                () -> MySqlInspection.connect(login(server.user(), "wrong"), kind, "target"));

        assertThat(wrong.getMessage()).contains("Access denied");
        assertThat(wrong.fix()).contains("correct user and password");
    }

    @Test
    void theSameDatabaseIsRecognised() throws ConnectionRefusedException {
        DatabaseLogin login = login(server.user(), server.password());
        try (ServerInspection one = MySqlInspection.connect(login, kind, "source");
                ServerInspection other = MySqlInspection.connect(login, kind, "target")) {
            assertThat(one.server()).isNotEmpty();
            assertThat(one.isSameDatabase(other)).isTrue();
        }
    }

    @Test
    void recordOfAStreamIsThatOfTheTarget() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        DatabaseLogin postgres = new DatabaseLogin(
                new DatabaseAddress("localhost", cluster.port(), cluster.createDatabase("stream_record")),
                cluster.user(),
                cluster.password(),
                "disable",
                null,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
        String pipeline = "record_" + database;
        DataSource target = server.dataSource(database);
        MySqlTargetSchema.migrate(target);
        MySqlStreamJournal journal = new MySqlStreamJournal(target, pipeline, LsnFormat.INSTANCE);
        try (ServerInspection source = PostgresInspection.connect(postgres, "source");
                ServerInspection inspection =
                        MySqlInspection.connect(login(server.user(), server.password()), kind, "target")) {
            assertThat(inspection.streamRecord(pipeline, source, "slot"))
                    .isEqualTo(new StreamRecord(false, false, false));

            journal.intend(source.server(), "slot");
            assertThat(inspection.streamRecord(pipeline, source, "slot"))
                    .isEqualTo(new StreamRecord(false, false, true));
            assertThat(inspection.streamRecord(pipeline, source, "other").intended())
                    .isFalse();

            journal.created(new StreamOrigin(new ServerIdentity(source.server(), 1), new Lsn(7), 3));
            new MySqlTargetStore(target, pipeline, LsnFormat.INSTANCE, MySqlTargetSettings.defaults())
                    .acquireLease("test");
            assertThat(inspection.streamRecord(pipeline, source, "slot"))
                    .as("a first start leaves the checkpoint at the origin")
                    .isEqualTo(new StreamRecord(false, true, true));

            server.execute(
                    database, "UPDATE reconciler.checkpoint SET position = '0/8' WHERE pipeline = '" + pipeline + "'");
            assertThat(inspection.streamRecord(pipeline, source, "slot").applied())
                    .isTrue();
        }
    }
}
