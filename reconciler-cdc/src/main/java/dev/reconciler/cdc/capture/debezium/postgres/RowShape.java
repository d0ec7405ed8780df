package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.RowImage;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.relational.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a source table from some message of the stream on, resolved against its mapping.
 *
 * @param described the table's columns as the stream described them
 * @param places for each of {@link MappedTable#imageColumns} the places of its source columns in a row's image; {@link #NONE} where a column is gone
 * @param missing mapped source columns that are gone
 * @param types type by column name, of all columns
 */
record RowShape(Table described, List<List<Integer>> places, Set<String> missing, Map<String, String> types) {
    private static final Integer NONE = -1;

    private static final PgConnectionSupplier UNUSED = () -> {
        throw new IllegalStateException("a text is read without a connection");
    };

    static RowShape of(MappedTable table, Table described) {
        Map<String, Integer> byName = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (int i = 0; i < described.columns().size(); i++) {
            io.debezium.relational.Column column = described.columns().get(i);
            byName.put(column.name(), i);
            types.put(column.name(), type(column));
        }
        Set<String> missing = new HashSet<>();
        for (MappedColumn column : table.imageColumns()) {
            for (dev.reconciler.schema.Column source : column.sources()) {
                if (!byName.containsKey(source.name())) {
                    missing.add(source.name());
                }
            }
        }
        List<List<Integer>> places = table.imageColumns().stream()
                .map(column -> column.sources().stream()
                        .map(source -> byName.getOrDefault(source.name(), NONE))
                        .toList())
                .toList();
        return new RowShape(described, places, missing, types);
    }

    private static String type(io.debezium.relational.Column column) {
        boolean limited = column.length() != io.debezium.relational.Column.UNSET_INT_VALUE;
        return column.typeName()
                + (limited ? "(" + column.length() : "(")
                + column.scale().map(scale -> "," + scale + ")").orElse(")");
    }

    /**
     * The row's image as the server sent it; null for none.
     *
     * @throws IllegalStateException if the row does not have this shape
     */
    @Nullable
    RowImage image(@Nullable List<Column> columns) {
        if (columns == null || columns.isEmpty()) {
            return null;
        }
        if (columns.size() != described.columns().size()) {
            throw new IllegalStateException("a row of " + described.id() + " with " + columns.size() + " columns of "
                    + described.columns().size());
        }
        return new Image(this, columns);
    }

    private record Image(RowShape shape, List<Column> columns) implements RowImage {
        @Override
        public Set<String> missing() {
            return shape.missing;
        }

        /** A column that an old row's identity lacks is null, too. */
        @Override
        public @Nullable String text(int column, int source) {
            int place = shape.places.get(column).get(source);
            return place < 0 ? null : RowShape.text(columns.get(place));
        }
    }

    static @Nullable String text(Column column) {
        return column.isToastedColumn() ? RowImage.UNAVAILABLE : (String) column.getValue(UNUSED, true);
    }
}
