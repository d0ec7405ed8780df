package dev.reconciler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresClusterTest {

    @Test
    void committedRowsSurviveCrashAndRestartOnTheSamePort() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            int port = cluster.port();
            String database = cluster.createDatabase("shop");
            cluster.execute(
                    database, "CREATE TABLE t (id int PRIMARY KEY, note text)", "INSERT INTO t VALUES (1, 'a')");
            try (Connection victim = cluster.connect(database)) {
                cluster.crash();
                assertThat(victim.isValid(1)).isFalse();
            }
            assertThatThrownBy(() -> cluster.connect(database)).isInstanceOf(SQLException.class);

            cluster.start();
            cluster.execute(database, "INSERT INTO t VALUES (2, NULL)");
            cluster.restart();

            assertThat(cluster.port()).isEqualTo(port);
            assertThat(cluster.query(database, "SELECT id, note FROM t ORDER BY id"))
                    .extracting(row -> row.get("id"), row -> row.get("note"))
                    .containsExactly(tuple(1, "a"), tuple(2, null));
        }
    }

    @Test
    void closeRemovesTheData() {
        Path data;
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            data = cluster.dataDirectory();
            assertThat(data).exists();
        }
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    void aWrongPasswordIsRefused() throws SQLException {
        PostgresCluster cluster = PostgresCluster.shared();
        cluster.createRole("wrong_password_test", "right", "REPLICATION");

        try (Connection connection = cluster.connect("postgres", "wrong_password_test", "right")) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThatThrownBy(() -> cluster.connect("postgres", "wrong_password_test", "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void databasesAreEmptyAndDistinctAndDecodeLogically() {
        PostgresCluster cluster = PostgresCluster.shared();

        String first = cluster.createDatabase("Same");
        String second = cluster.createDatabase("Same");

        assertThat(first).isNotEqualTo(second);
        assertThat(cluster.query(first, "SHOW wal_level")).containsExactly(Map.of("wal_level", "logical"));
        assertThat(cluster.query(first, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"))
                .isEmpty();
    }
}
