package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table as the log describes it before the rows of each statement ({@code binlog_row_metadata=FULL}).
 *
 * @param columns empty if the log lacks the columns' names
 */
record LoggedTable(TableRef name, List<LoggedColumn> columns) {
    private static final int BINARY = 63;

    static TableRef nameOf(TableMapEventData map) {
        return new TableRef(map.getDatabase(), map.getTable());
    }

    /** @param charsets names by the number of a collation */
    static LoggedTable of(TableMapEventData map, Map<Integer, String> charsets) {
        TableMapEventMetadata metadata = map.getEventMetadata();
        if (metadata == null || metadata.getColumnNames() == null) {
            return new LoggedTable(nameOf(map), List.of());
        }
        Collations texts = new Collations(metadata.getDefaultCharset(), metadata.getColumnCharsets());
        Collations lists =
                new Collations(metadata.getEnumAndSetDefaultCharset(), metadata.getEnumAndSetColumnCharsets());
        Iterator<String[]> enums = labels(metadata.getEnumStrValues());
        Iterator<String[]> sets = labels(metadata.getSetStrValues());
        BitSet unsigned = Objects.requireNonNullElseGet(metadata.getSignedness(), BitSet::new);
        List<LoggedColumn> columns = new ArrayList<>();
        for (int i = 0; i < map.getColumnTypes().length; i++) {
            int meta = map.getColumnMetadata()[i];
            ColumnType logged = ColumnType.byCode(map.getColumnTypes()[i] & 0xFF);
            ColumnType type = logged == ColumnType.STRING ? realType(meta) : logged;
            Integer collation =
                    switch (type) {
                        case STRING, VARCHAR, VAR_STRING, BLOB -> texts.next();
                        case ENUM, SET -> lists.next();
                        default -> null;
                    };
            List<String> labels =
                    switch (type) {
                        case ENUM -> Arrays.asList(enums.next());
                        case SET -> Arrays.asList(sets.next());
                        default -> List.of();
                    };
            String charset = collation == null || collation == BINARY
                    ? null
                    : Objects.requireNonNullElse(charsets.get(collation), "of collation " + collation);
            columns.add(new LoggedColumn(
                    metadata.getColumnNames().get(i), type, meta, length(meta), unsigned.get(i), charset, labels));
        }
        return new LoggedTable(nameOf(map), columns);
    }

    private static Iterator<String[]> labels(@Nullable List<String[]> labels) {
        return (labels == null ? List.<String[]>of() : labels).iterator();
    }

    /** Enums and sets are logged as fixed texts whose upper byte of meta is the real type. */
    private static ColumnType realType(int meta) {
        ColumnType real = ColumnType.byCode(meta >> 8);
        return real == ColumnType.ENUM || real == ColumnType.SET ? real : ColumnType.STRING;
    }

    /** Two bits of a long length are in the type's byte, inverted. */
    private static int length(int meta) {
        int type = meta >> 8;
        return (type & 0x30) == 0x30 ? meta & 0xFF : meta & 0xFF | (type & 0x30 ^ 0x30) << 4;
    }

    /** The collations of the columns of one group, in order. */
    private static final class Collations {
        private final TableMapEventMetadata.@Nullable DefaultCharset common;
        private final @Nullable List<Integer> each;
        private int next;

        Collations(TableMapEventMetadata.@Nullable DefaultCharset common, @Nullable List<Integer> each) {
            this.common = common;
            this.each = each;
        }

        @Nullable
        Integer next() {
            int index = next++;
            if (each != null) {
                return each.get(index);
            }
            if (common == null) {
                return null;
            }
            Map<Integer, Integer> others = common.getCharsetCollations();
            return others == null
                    ? (Integer) common.getDefaultCharsetCollation()
                    : others.getOrDefault(index, common.getDefaultCharsetCollation());
        }
    }
}
