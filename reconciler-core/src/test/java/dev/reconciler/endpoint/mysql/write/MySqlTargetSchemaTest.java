package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlSchemaContract;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("db")
class MySqlTargetSchemaTest extends MySqlSchemaContract {
    @Override
    protected void migrate(DataSource database) {
        MySqlTargetSchema.migrate(database);
    }

    @Override
    protected DataSource sessions(MySqlFamilyServer server) {
        return server.dataSource("");
    }

    @Override
    protected String table() {
        return "schema_history_target";
    }

    @Override
    protected int statements() {
        return 19;
    }

    /** By default, target and control store share a database. */
    @ParameterizedTest
    @EnumSource
    void tablesOfTheControlStoreAndRowsAreKept(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        empty(flavor);
        MySqlControlDatabase.empty(flavor);
        server.execute("", "INSERT INTO reconciler.named_lock VALUES ('shop', 'kept')");
        migrate(sessions(server));
        server.execute("", "INSERT INTO reconciler.checkpoint VALUES ('shop', 1, 2, '3')");

        migrate(sessions(server));

        assertThat(server.query("", "SELECT name FROM reconciler.named_lock"))
                .isEqualTo(List.of(Map.of("name", "kept")));
        assertThat(server.query("", "SELECT sequence FROM reconciler.checkpoint"))
                .isEqualTo(List.of(Map.of("sequence", 2L)));
        server.execute("", "DROP DATABASE reconciler");
    }
}
