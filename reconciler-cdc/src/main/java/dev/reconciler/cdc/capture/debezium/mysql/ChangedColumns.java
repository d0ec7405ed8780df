package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The columns that some row of an update changed. With {@code binlog_row_image} MINIMAL or NOBLOB, the image after the change lacks
 * only columns that kept their values; a column that only this image has counts as changed.
 *
 * @param names in lower case: a foreign key may spell a column in another case
 * @param known false if the log lacks the columns' names, so that any column may have changed
 */
record ChangedColumns(Set<String> names, boolean known) {
    static ChangedColumns of(LoggedTable table, UpdateRowsEventData update) {
        Set<String> changed = new HashSet<>();
        BitSet before = update.getIncludedColumnsBeforeUpdate();
        BitSet after = update.getIncludedColumns();
        List<LoggedColumn> columns = table.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (after.get(i) && (!before.get(i) || differs(update, before, after, i))) {
                changed.add(lower(columns.get(i).name()));
            }
        }
        return new ChangedColumns(changed, !columns.isEmpty());
    }

    /** A row's cells are those of the included columns, in order. */
    private static boolean differs(UpdateRowsEventData update, BitSet before, BitSet after, int column) {
        int from = before.get(0, column).cardinality();
        int to = after.get(0, column).cardinality();
        for (Map.Entry<Serializable[], Serializable[]> row : update.getRows()) {
            if (!Objects.deepEquals(row.getKey()[from], row.getValue()[to])) {
                return true;
            }
        }
        return false;
    }

    boolean contains(String column) {
        return !known || names.contains(lower(column));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
