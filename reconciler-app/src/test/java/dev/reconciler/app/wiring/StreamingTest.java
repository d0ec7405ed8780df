package dev.reconciler.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.schema.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class StreamingTest {
    @TempDir
    Path directory;

    @Test
    void aStreamIsProtectedAsTheServerItReadsIsToBe() throws IOException {
        Files.createFile(directory.resolve("ca.pem"));
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: shop
                source: {url: "postgresql://me@a/shop", ssl: {mode: verify-full, rootCertificate: ca.pem}}
                target: {url: "postgresql://me@b/shop", ssl: {mode: require}}
                tables: [{source: orders, tenant: none}]
                """);
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(file);

        StreamNames names = new StreamNames("s", "p");
        DatabaseLogin source = Streaming.settings(
                        config, Side.SOURCE, config.databases().source(), names, directory)
                .login();
        DatabaseLogin target = Streaming.settings(
                        config, Side.TARGET, config.databases().target(), names, directory)
                .login();

        assertThat(source.sslMode()).isEqualTo("verify-full");
        assertThat(source.rootCertificate())
                .isEqualTo(config.databases().source().ssl().rootCertificate())
                .isNotNull();
        assertThat(target.sslMode()).isEqualTo("require");
        assertThat(target.rootCertificate()).isNull();
    }
}
