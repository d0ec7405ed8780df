package dev.reconciler.endpoint.mysql.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class MySqlConnectionAdviceTest {
    @TempDir
    Path folder;

    private static DatabaseLogin login(String host, int port, String user, String mode, @Nullable Path root) {
        return new DatabaseLogin(
                new DatabaseAddress(host, port, "mysql"),
                user,
                "secret",
                mode,
                root,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
    }

    private static ConnectionRefusedException refusal(DatabaseLogin login) {
        return catchThrowableOfType(
                ConnectionRefusedException.class, () -> MySqlInspection.connect(login, MySqlKind.MYSQL, "target"));
    }

    @Test
    void serverWithoutTlsNeedsALoginThatAllowsIt() throws ConnectionRefusedException {
        try (MySqlFamilyServer server = MySqlFamilyServer.builder(Flavor.MYSQL)
                .setting("tls_version", "''")
                .start()) {
            server.execute("", "CREATE USER first@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON *.* TO first@'%'");

            ConnectionRefusedException refused = refusal(login(server.host(), server.port(), "first", "prefer", null));
            assertThat(refused).hasMessageContaining("Public Key Retrieval");
            assertThat(refused.fix()).contains("TLS").contains("ssl: {mode: disable}");

            MySqlInspection.connect(
                            login(server.host(), server.port(), "first", "disable", null), MySqlKind.MYSQL, "target")
                    .close();
        }
    }

    @Test
    void fileWithoutCertificatesIsNamedWithItsSetting() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        ConnectionRefusedException refused = refusal(login("localhost", 1, "first", "verify-ca", empty));

        assertThat(refused).hasMessage(empty + " holds no certificate");
        assertThat(refused.fix()).contains("ssl.rootCertificate");
    }
}
