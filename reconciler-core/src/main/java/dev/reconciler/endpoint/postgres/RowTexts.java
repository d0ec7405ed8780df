package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL for the text forms of one table's stored columns on one side, and the row that they make. On the source, Java applies the
 * transforms, as it does to change events: where SQL differed from Java, a digest would differ, and no row.
 */
public final class RowTexts {
    private final List<MappedColumn> columns;
    private final Side side;
    private final List<String> expressions = new ArrayList<>();

    public RowTexts(MappedTable table, Side side) {
        this.columns = table.columns();
        this.side = side;
        for (MappedColumn column : columns) {
            column.on(side).forEach(stored -> {
                String text = StoredSql.of(stored).text();
                expressions.add(side == Side.TARGET ? TranslationSql.orInvalid(column, text) : text);
            });
        }
    }

    /** Over the table's alias {@code t}; at least one. */
    public List<String> expressions() {
        return expressions;
    }

    /** @param index of the first of {@link #expressions} in the result */
    public Row read(ResultSet result, int index) throws SQLException {
        int at = index;
        List<@Nullable String> values = new ArrayList<>(columns.size());
        for (MappedColumn column : columns) {
            if (side == Side.TARGET) {
                values.add(result.getString(at++));
            } else {
                List<@Nullable String> texts = new ArrayList<>(column.sources().size());
                for (int i = 0; i < column.sources().size(); i++) {
                    texts.add(result.getString(at++));
                }
                values.add(column.valueOf(texts));
            }
        }
        return new Row(values);
    }
}
