package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.cdc.capture.debezium.internal.TextConverter;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A source table as the stream shows it from some event on, seen through a mapping.
 *
 * @param schema of the row images
 * @param fields per mapped column; null where the mapping reads no column or the column is gone
 * @param missing mapped source columns that are gone
 * @param types type by column name, of all columns
 */
record RowShape(Schema schema, List<@Nullable Field> fields, Set<String> missing, Map<String, String> types) {
    static RowShape of(MappedTable table, Schema schema) {
        List<@Nullable Field> fields = new ArrayList<>();
        Set<String> missing = new HashSet<>();
        for (MappedColumn column : table.columns()) {
            Field field = column.source() == null
                    ? null
                    : schema.field(column.source().name());
            fields.add(field);
            if (field == null && column.source() != null) {
                missing.add(column.source().name());
            }
        }
        Map<String, String> types = new TreeMap<>();
        for (Field field : schema.fields()) {
            types.put(
                    field.name(),
                    Objects.requireNonNull(field.schema().parameters()).get(TextConverter.TYPE_PARAMETER));
        }
        return new RowShape(schema, fields, missing, types);
    }

    /** The column's text as the server sent it; null is SQL NULL, or a column that an old row's identity lacks. */
    @Nullable
    String text(Struct image, int column) {
        Field field = fields.get(column);
        // Not get(): that puts the column's default in the place of NULL.
        return field == null ? null : (String) image.getWithoutDefault(field.name());
    }
}
