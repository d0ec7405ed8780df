package dev.reconciler.verify.anomaly;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.SeriesRecord.Figure;
import dev.reconciler.verify.anomaly.SeriesRecord.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of NULL in the sampled rows of a tenant, by side, in the first columns that may hold it and that verification compares.
 */
final class NullCounts {
    /** Columns of a table at most: each has a series for each tenant and side. */
    private static final int COLUMNS = 50;

    private final MappedTable table;
    private final int[] columns;
    private final OfSide source;
    private final OfSide target;

    NullCounts(MappedTable table) {
        this.table = table;
        this.columns = IntStream.range(0, table.columns().size())
                .filter(i -> isCounted(table.columns().get(i)))
                .limit(COLUMNS)
                .toArray();
        this.source = new OfSide(columns);
        this.target = new OfSide(columns);
    }

    private static boolean isCounted(MappedColumn column) {
        return column.isCompared() && column.target().nullable();
    }

    private static final class OfSide {
        private final int[] columns;
        private final long[] nulls;
        private long rows;

        OfSide(int[] columns) {
            this.columns = columns;
            this.nulls = new long[columns.length];
        }

        void add(@Nullable Row row) {
            if (row == null) {
                return;
            }
            rows++;
            for (int i = 0; i < nulls.length; i++) {
                nulls[i] += row.value(columns[i]) == null ? 1 : 0;
            }
        }

        List<Figure> figures(Measure measure, MappedTable table, TenantId tenant, int leastRows) {
            List<Figure> figures = new ArrayList<>();
            for (int i = 0; rows >= leastRows && i < nulls.length; i++) {
                String column = table.columns().get(columns[i]).target().name();
                figures.add(new Figure(measure, column, tenant, (double) nulls[i] / rows, rows));
            }
            return figures;
        }
    }

    /** Adds a row of each side; null where a side has none. */
    void add(@Nullable Row ofSource, @Nullable Row ofTarget) {
        source.add(ofSource);
        target.add(ofTarget);
    }

    /** The share of NULL in each column and side; there is none for a side with fewer rows. */
    List<Figure> figures(TenantId tenant, int leastRows) {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(source.figures(Measure.SOURCE_NULLS, table, tenant, leastRows));
        figures.addAll(target.figures(Measure.TARGET_NULLS, table, tenant, leastRows));
        return figures;
    }
}
