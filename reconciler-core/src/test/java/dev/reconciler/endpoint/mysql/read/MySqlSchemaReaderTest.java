package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.schema.Column;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MySqlSchemaReaderTest extends MySqlSchemaReaderContract {
    MySqlSchemaReaderTest() {
        super(Flavor.MYSQL);
    }

    @Test
    void functionalIndexIsNoKey() {
        server.execute(
                database,
                "CREATE TABLE f (id int PRIMARY KEY, s varchar(9) NOT NULL, UNIQUE KEY u ((lower(s))), UNIQUE KEY v (id, s))");

        assertThat(read("f").uniqueIndexes()).extracting("name").containsExactly("v");
    }

    @Test
    void minimalRowImageLacksValues() {
        try (MySqlFamilyServer minimal = MySqlFamilyServer.builder(Flavor.MYSQL)
                .setting("binlog_row_image", "MINIMAL")
                .start()) {
            String name = minimal.createDatabase("minimal");
            minimal.execute(name, "CREATE TABLE t (id int PRIMARY KEY, v int)");
            TableSchema table = new MySqlSchemaReader("source", minimal.dataSource(name))
                    .read(new TableRef(name, "t"))
                    .orElseThrow();

            assertThat(table.replicaIdentity()).isEqualTo(new ReplicaIdentity(false, List.of("id")));
            assertThat(table.columns()).allMatch(Column::mayBeOmitted);
        }
    }
}
