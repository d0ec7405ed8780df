package dev.reconciler.testing.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("db")
class MySqlFamilyServerTest {
    @ParameterizedTest
    @EnumSource
    void committedRowsSurviveAKilledServer(Flavor flavor) {
        try (MySqlFamilyServer server =
                MySqlFamilyServer.builder(flavor).setting("sync_binlog", "1").start()) {
            String database = server.createDatabase("kept");
            server.execute(database, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            int port = server.port();

            server.kill();
            server.start();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.query(database, "SELECT id FROM t")).hasSize(1);
            assertThat(server.query(database, "SELECT @@sync_binlog AS v")
                            .get(0)
                            .get("v"))
                    .hasToString("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sharedServerIsOneWithRowsInItsBinaryLog(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);

        assertThat(MySqlFamilyServer.shared(flavor)).isSameAs(server);
        assertThat(server.query("", "SELECT @@log_bin AS log, @@binlog_format AS format, @@version AS version"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("log")).hasToString("1");
                    assertThat(row.get("format")).isEqualTo("ROW");
                    assertThat(row.get("version").toString().contains("MariaDB"))
                            .isEqualTo(flavor == Flavor.MARIADB);
                });
        assertThat(server.createDatabase("one")).isNotEqualTo(server.createDatabase("one"));
    }

    @ParameterizedTest
    @EnumSource
    void namedServerIsUsedButNeitherStoppedNorKilled(Flavor flavor) {
        try (MySqlFamilyServer running = MySqlFamilyServer.builder(flavor).start()) {
            String address = running.user() + ":" + running.password() + "@" + running.host() + ":" + running.port();
            String database;
            try (MySqlFamilyServer named = MySqlFamilyServer.named(flavor, address)) {
                database = named.createDatabase("named");
                assertThatThrownBy(named::kill).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(named::stop).isInstanceOf(IllegalStateException.class);
            }

            assertThat(running.query(database, "SELECT DATABASE() AS name"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("name")).isEqualTo(database));
        }
        assertThatThrownBy(() -> MySqlFamilyServer.named(flavor, "localhost:3306"))
                .hasMessageContaining(flavor.variable());
    }

    /** The first process is a JVM that starts a server, tells its process id and folder, and is killed. */
    @ParameterizedTest
    @EnumSource
    void serverEndsWithAKilledJvm(Flavor flavor) throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        classPath(),
                        Orphan.class.getName(),
                        flavor.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle server;
        Path folder;
        try (BufferedReader output = jvm.inputReader()) {
            server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            folder = Path.of(output.readLine());
            assertThat(folder).isDirectory();
        } finally {
            jvm.destroyForcibly();
        }

        server.onExit().get(30, TimeUnit.SECONDS);
        await().until(() -> !Files.exists(folder));
    }

    /** Where the classes of this test, of its resources and of the driver come from, whatever loads them. */
    private static String classPath() {
        return Stream.of(
                        MySqlFamilyServerTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation(),
                        com.mysql.cj.jdbc.Driver.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation())
                .map(URL::getPath)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The other JVM. */
    static final class Orphan {
        private Orphan() {}

        public static void main(String[] args) throws Exception {
            MySqlFamilyServer server =
                    MySqlFamilyServer.builder(Flavor.valueOf(args[0])).start();
            System.out.println(server.pid());
            System.out.println(server.folder());
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }
}
