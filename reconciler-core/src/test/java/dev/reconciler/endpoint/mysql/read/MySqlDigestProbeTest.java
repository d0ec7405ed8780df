package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MySqlDigestProbeTest {
    private static final TableRef IDS = new TableRef("shop", "ids");
    private static final TableRef LINES = new TableRef("shop", "lines");

    private static Column column(String name) {
        return new Column(name, new ColumnType("int", LogicalType.INTEGER), false, false, false, false, false);
    }

    private static MappedTable lines(List<Integer> key) {
        MappedColumn order = new MappedColumn(
                List.of(column("order_id")),
                column("order_id"),
                new LookupTable(IDS, "old", "new"),
                ColumnComparison.EXACT,
                new Translation(IDS, column("old"), column("new"), column("order_id")));
        MappedColumn number = new MappedColumn(column("no"), column("no"), Transform.DIRECT);
        return new MappedTable("lines", LINES, LINES, List.of(order, number), key, -1, List.of());
    }

    /** The definitions of the tables are all that it needs here. */
    private static MySqlDigestProbe probe(Side side) {
        return new MySqlDigestProbe(side, new HikariDataSource());
    }

    @Test
    void noIndexOfTheTargetServesRangesOfAKeyOfSeveralColumnsWithATranslatedOne() {
        List<MappedTable> composite = List.of(lines(List.of(0, 1)));

        assertThat(probe(Side.TARGET).withoutRanges(composite)).containsExactly("lines");
        assertThat(probe(Side.SOURCE).withoutRanges(composite)).isEmpty();
        assertThat(probe(Side.TARGET).withoutRanges(List.of(lines(List.of(0))))).isEmpty();
    }
}
