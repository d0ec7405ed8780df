package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class MariaDbNativeDigestTest extends NativeDigestsOfMySqlFamily {
    MariaDbNativeDigestTest() {
        super(Flavor.MARIADB);
    }

    /** An index of MariaDB orders uuids by their last part first. */
    @Test
    void uuidKeysAreReadInTheOrderOfTheirTextsAndByBuckets() throws SQLException {
        MappedTable table = table("id uuid PRIMARY KEY, v int", "id uuid PRIMARY KEY, v int");
        String first = "00000000-0000-4000-8000-000000000003";
        String second = "10000000-0000-4000-8000-000000000002";
        String third = "20000000-0000-4000-8000-000000000001";
        insert(table.source(), List.of(List.of(third, "3"), List.of(first, "1"), List.of(second, "2")));
        MySqlDigestProbe probe = new MySqlDigestProbe(Side.SOURCE, pool());

        assertThat(probe.knownAnswers(List.of(table))).isEmpty();
        assertThat(probe.withoutRanges(List.of(table))).containsExactly(table.id());
        try (MySqlSnapshot snapshot = MySqlSnapshot.open(Side.SOURCE, pool(), LIMIT)) {
            MySqlChunkReader reader = snapshot.reader();
            RowKey bound = new RowKey(List.of(second));
            assertThat(reader.bounds(table, TenantScope.all(), KeyRange.ALL, 1, 9))
                    .containsExactly(bound, new RowKey(List.of(third)));
            List<String> rows = new ArrayList<>();
            reader.rows(table, TenantScope.all(), new KeyRange(bound, null), row -> rows.add(row.value(1)));
            assertThat(rows).containsExactly("2", "3");
            assertThat(reader.rowsByKey(table, Set.of(bound)).values())
                    .extracting(row -> row.value(1))
                    .containsExactly("2");
        }
    }
}
