package dev.reconciler.endpoint.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.testing.ServerCertificate;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with a server whose certificate is valid for {@code localhost}, and not for the address of the same machine. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlAddressTest {
    private static final String CERTIFIED = "localhost";
    private static final String ADDRESS = "127.0.0.1";

    private static Path foreign;
    private static ServerCertificate certificate;
    private static MySqlFamilyServer server;

    @Parameter
    Flavor flavor;

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(Flavor flavor, @TempDir Path keys, @TempDir Path foreignKeys) throws Exception {
        foreign = ServerCertificate.make(foreignKeys).certificate();
        certificate = ServerCertificate.make(keys);
        server = MySqlFamilyServer.builder(flavor)
                .setting("ssl_cert", certificate.certificate().toString())
                .setting("ssl_key", certificate.key().toString())
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static String url(String host, String mode, @Nullable Path root) {
        return MySqlAddress.url(new DatabaseLogin(
                new DatabaseAddress(host, server.port(), "mysql"),
                server.user(),
                server.password(),
                mode,
                root,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1))));
    }

    /** The cipher of a new session; empty for a session in clear text. */
    private static String cipher(String host, String mode, @Nullable Path root) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(url(host, mode, root), server.user(), server.password())) {
            return Sql.one(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'", row -> row.getString(2));
        }
    }

    private static void assertRefused(String host, String mode, @Nullable Path root, String reason) {
        assertThatThrownBy(() -> cipher(host, mode, root))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining(reason);
    }

    @Test
    void disabledProtectionIsClearText() throws SQLException {
        assertThat(cipher(CERTIFIED, "disable", null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "prefer", "require"})
    void sessionIsEncryptedWithoutAnAuthority(String mode) throws SQLException {
        assertThat(cipher(ADDRESS, mode, null)).isNotEmpty();
        assertThat(cipher(ADDRESS, mode, foreign)).isNotEmpty();
    }

    @Test
    void authorityIsVerified() throws SQLException {
        assertThat(cipher(ADDRESS, "verify-ca", certificate.certificate())).isNotEmpty();
        assertRefused(ADDRESS, "verify-ca", foreign, "signature check failed");
        assertRefused(ADDRESS, "verify-ca", null, "trust anchors");
    }

    @Test
    void nameOfTheHostIsVerified() throws SQLException {
        assertThat(cipher(CERTIFIED, "verify-full", certificate.certificate())).isNotEmpty();
        assertRefused(ADDRESS, "verify-full", certificate.certificate(), "hostname");
        assertRefused(CERTIFIED, "verify-full", foreign, "signature check failed");
    }

    @Test
    void authorityMayBeAnyOfTheFile() throws IOException, SQLException {
        Path both = Files.writeString(
                folder.resolve("both.pem"), Files.readString(foreign) + Files.readString(certificate.certificate()));

        assertThat(cipher(ADDRESS, "verify-ca", both)).isNotEmpty();
    }

    @Test
    void fileWithoutCertificatesIsNamed() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"),
                "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n");

        for (Path file : new Path[] {empty, text, broken, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> url(CERTIFIED, "verify-ca", file))
                    .isInstanceOf(ReadFailedException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
