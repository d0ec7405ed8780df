package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows come by the stream: its sessions are protected as the configuration says, not as the connector likes best. */
@Tag("system")
class StreamEncryptionTest {
    private static final String SESSIONS = "SELECT count(*) AS n FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
            + " WHERE backend_type = 'walsender' AND ssl = ";

    @TempDir
    static Path directory;

    private static ServerCertificate certificate;
    private static PostgresCluster cluster;

    @TempDir
    Path spill;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = ServerCertificate.make(directory);
        cluster = PostgresCluster.builder()
                .setting("ssl", "on")
                .setting("ssl_cert_file", certificate.certificate().toString())
                .setting("ssl_key_file", certificate.key().toString())
                .start();
    }

    @AfterAll
    static void stopServer() {
        cluster.close();
    }

    @Test
    void aVerifiedServerIsStreamedEncrypted() {
        requireEncrypted("verify-full", certificate.certificate(), true);
    }

    @Test
    void whatIsToBeInTheClearIs() {
        requireEncrypted("disable", null, false);
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() throws Exception {
        Path other = Files.createDirectory(spill.resolve("other"));
        try (SourceFixture source = source()) {
            MappedTable table = source.table("t", null);
            Lsn from = source.begin(List.of(table));
            DebeziumPostgresStream stream = source.stream(
                    List.of(table), "verify-full", ServerCertificate.make(other).certificate());

            assertThatThrownBy(() -> stream.start(from, new CollectingSink())).isInstanceOf(ReadFailedException.class);

            assertThat(source.value(SESSIONS + "true")).isEqualTo(0L);
        }
    }

    private void requireEncrypted(String mode, @Nullable Path authority, boolean encrypted) {
        try (SourceFixture source = source()) {
            MappedTable table = source.table("t", null);
            Lsn from = source.begin(List.of(table));
            CollectingSink sink = new CollectingSink();
            try (DebeziumPostgresStream stream = source.stream(List.of(table), mode, authority)) {
                stream.start(from, sink);
                source.execute("INSERT INTO t VALUES (1)");
                sink.awaitEvents(1);
                assertThat(source.value(SESSIONS + encrypted)).isEqualTo(1L);
                assertThat(source.value(SESSIONS + !encrypted)).isEqualTo(0L);
            }
        }
    }

    private SourceFixture source() {
        return new SourceFixture(cluster, spill, "CREATE TABLE t (id int PRIMARY KEY)");
    }
}
