package dev.reconciler.endpoint.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.PostgresCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class ServerVersionTest {
    /** Else every run of the tests "on version 14" might be one on 18. */
    @Test
    void theTestsRunOnTheVersionThatTheBuildAskedFor() {
        assertThat(PostgresCluster.shared()
                        .query("postgres", "SELECT current_setting('server_version_num')::int / 10000 AS major"))
                .extracting(row -> row.get("major"))
                .containsExactly(PostgresCluster.majorVersion());
    }
}
