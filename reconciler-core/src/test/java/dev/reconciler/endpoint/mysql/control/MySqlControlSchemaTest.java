package dev.reconciler.endpoint.mysql.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlSchemaContract;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("db")
class MySqlControlSchemaTest extends MySqlSchemaContract {
    @Override
    protected void migrate(DataSource database) {
        MySqlControlSchema.migrate(database);
    }

    @Override
    protected DataSource sessions(MySqlFamilyServer server) {
        return MySqlControlPool.sessions(server.jdbcUrl(""), server.user(), server.password(), Duration.ofSeconds(30));
    }

    @Override
    protected String table() {
        return "schema_history_control";
    }

    @Override
    protected int statements() {
        return 18;
    }

    /** The unfinished database of one earlier start may hold the tables of the target, and rows. */
    @ParameterizedTest
    @EnumSource
    void migrationKeepsTheTablesAndRowsThatAreThere(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        empty(flavor);
        server.execute("", "CREATE DATABASE reconciler", "CREATE TABLE reconciler.checkpoint (id INT PRIMARY KEY)");
        MySqlControlSchema.migrate(MySqlControlDatabase.pool(flavor));
        server.execute("", "INSERT INTO reconciler.named_lock VALUES ('shop', 'kept')");
        server.execute("", "INSERT INTO reconciler.checkpoint VALUES (7)");

        MySqlControlSchema.migrate(MySqlControlDatabase.pool(flavor));

        assertThat(server.query("", "SELECT name FROM reconciler.named_lock"))
                .isEqualTo(List.of(Map.of("name", "kept")));
        assertThat(server.query("", "SELECT id FROM reconciler.checkpoint")).isEqualTo(List.of(Map.of("id", 7)));
        server.execute("", "DROP DATABASE reconciler");
    }
}
