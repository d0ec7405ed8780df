package dev.reconciler.verify.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.SeriesRecord.Figure;
import dev.reconciler.verify.anomaly.SeriesRecord.Measure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class NullCountsTest {
    private static final TenantId ACME = new TenantId("acme");

    @Test
    void sharesOfEachSideAreOfItsOwnRowsAndOfColumnsThatMayBeNull() {
        List<Row> rows = new ShippedOrders(1).rows(10);
        List<Integer> nullable = IntStream.range(
                        0, ShippedOrders.TABLE.columns().size())
                .filter(i -> ShippedOrders.TABLE.columns().get(i).target().nullable())
                .boxed()
                .toList();
        int column = nullable.get(0);
        NullCounts counts = new NullCounts(ShippedOrders.TABLE);
        for (int i = 0; i < 10; i++) {
            Row with = ShippedOrders.with(rows.get(i), column, "x");
            Row without = ShippedOrders.with(rows.get(i), column, null);
            counts.add(i < 4 ? without : with, i == 9 ? null : i < 3 ? without : with);
        }

        List<Figure> figures = counts.figures(ACME, 9);

        String name = ShippedOrders.TABLE.columns().get(column).target().name();
        assertThat(figures)
                .contains(
                        new Figure(Measure.SOURCE_NULLS, name, ACME, 0.4, 10),
                        new Figure(Measure.TARGET_NULLS, name, ACME, 3 / 9.0, 9))
                .hasSize(2 * nullable.size());
        assertThat(counts.figures(ACME, 10))
                .as("a side with too few rows")
                .extracting(Figure::measure)
                .containsOnly(Measure.SOURCE_NULLS);
    }
}
