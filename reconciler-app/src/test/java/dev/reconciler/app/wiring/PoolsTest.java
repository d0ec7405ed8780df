package dev.reconciler.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools connect on demand, so no server is needed. */
@Tag("unit")
class PoolsTest {
    @TempDir
    Path directory;

    private Pools pools(String target, String more) throws IOException {
        Path file = Files.writeString(
                directory.resolve("reconciler.yaml"),
                "pipeline: shop\nsource: {url: \"postgresql://me@a/shop\"}\ntarget: {url: \"" + target
                        + "://me@b/shop\"}\n" + more + "rules: none\ntables: [{source: orders, tenant: none}]\n");
        return new Pools(new ConfigLoader(Map.of()).load(file));
    }

    @Test
    void onePoolServesEveryUseOfATargetWithOneKindOfSession() throws IOException {
        try (Pools pools = pools("postgresql", "")) {
            assertThat(pools.targetRecords()).isSameAs(pools.target());
            assertThat(pools.control()).isSameAs(pools.target());
            assertThat(pools.dialect().getClass())
                    .isSameAs(pools.targetDialect().getClass());
        }
    }

    @Test
    void recordsAndStoresShareSessionsOfTheirOwnOnMySql() throws IOException {
        try (Pools pools = pools("mysql", "")) {
            assertThat(pools.targetRecords()).isNotSameAs(pools.target());
            assertThat(pools.control()).isSameAs(pools.targetRecords());
            assertThat(pools.dialect().getClass())
                    .isSameAs(pools.targetDialect().getClass());
        }
    }

    @Test
    void controlDatabaseOfAnotherEngineHasItsOwnPoolAndDialect() throws IOException {
        try (Pools pools = pools("mariadb", "control: {url: \"postgresql://me@c/control\"}\n")) {
            assertThat(pools.targetRecords()).isNotSameAs(pools.target());
            assertThat(pools.control()).isNotSameAs(pools.targetRecords()).isNotSameAs(pools.target());
            assertThat(pools.dialect().getClass())
                    .isNotSameAs(pools.targetDialect().getClass());
        }
    }
}
