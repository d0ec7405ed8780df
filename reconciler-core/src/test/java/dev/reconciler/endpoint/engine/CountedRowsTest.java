package dev.reconciler.endpoint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server counts rows for a check, and stops a query that takes too long. */
@Tag("db")
class CountedRowsTest {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final String BILLION = """
            SELECT count(*) FROM (
                WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                SELECT a.i FROM n AS a, n AS b, n AS c WHERE a.i + b.i + c.i > 5) AS rows_of_three""";

    @Test
    void postgresCounts() throws ConnectionRefusedException {
        PostgresCluster cluster = PostgresCluster.shared();
        String database = cluster.createDatabase("counted");
        counts(
                "postgresql",
                login(new DatabaseAddress("localhost", cluster.port(), database), cluster.user(), cluster.password()));
    }

    @ParameterizedTest
    @EnumSource
    void mySqlCounts(Flavor flavor) throws ConnectionRefusedException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String database = server.createDatabase("counted");
        counts(
                flavor == Flavor.MYSQL ? "mysql" : "mariadb",
                login(new DatabaseAddress(server.host(), server.port(), database), server.user(), server.password()));
    }

    private static DatabaseLogin login(DatabaseAddress address, String user, String password) {
        return new DatabaseLogin(
                address,
                user,
                password,
                "disable",
                null,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
    }

    private static void counts(String engine, DatabaseLogin login) throws ConnectionRefusedException {
        try (ServerInspection server = Engine.of(engine).inspect(login, "source")) {
            assertThat(server.count("SELECT count(*) FROM (SELECT 1 AS n UNION ALL SELECT 2) AS two", LIMIT))
                    .isEqualTo(CountedRows.of(2));
            CountedRows stopped = server.count(BILLION, LIMIT);
            assertThat(stopped.rows()).isNull();
            assertThat(stopped.problem()).containsAnyOf("timeout", "max_statement_time", "maximum statement execution");
            assertThat(server.count("SELECT count(*) FROM no_such_table", LIMIT).problem())
                    .contains("no_such_table");
            assertThat(server.count("SELECT 3", LIMIT)).isEqualTo(CountedRows.of(3));
        }
    }
}
