package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.LogicalType;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MariaDbSchemaReaderTest extends MySqlSchemaReaderContract {
    MariaDbSchemaReaderTest() {
        super(Flavor.MARIADB);
    }

    /** Checks of a column have its name, so that those of two tables have the same. */
    @Test
    void jsonOfAnotherTableIsNotTaken() {
        server.execute(
                database,
                "CREATE TABLE js (v json)",
                "CREATE TABLE texts (v longtext CHECK (v <> 'x'), `w``x` longtext CHECK (json_valid(`w``x`)))");

        assertThat(read("js").column("v").orElseThrow().type().logical()).isEqualTo(LogicalType.JSON);
        assertThat(read("texts").columns())
                .extracting(column -> column.type().logical())
                .containsExactly(LogicalType.TEXT, LogicalType.JSON);
    }
}
