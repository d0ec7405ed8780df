package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.mysql.value.JsonText;
import dev.reconciler.endpoint.mysql.value.ShortestFloat;
import dev.reconciler.row.LogicalType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table as the log describes it.
 *
 * @param meta as the log has it: lengths, digits and bits, depending on the type
 * @param length of {@code char} and {@code binary}, in bytes
 * @param charset of a text; null for bytes and other types
 * @param labels of enums and sets, in order
 */
record LoggedColumn(
        String name,
        ColumnType type,
        int meta,
        int length,
        boolean unsigned,
        @Nullable String charset,
        List<String> labels) {

    /** By the logged meaning: the mapped ones whose text form is the same for the same value. */
    private static final Map<LogicalType, Set<LogicalType>> SIMILAR = Map.of(
            LogicalType.INTEGER, Set.of(LogicalType.BOOLEAN, LogicalType.DECIMAL),
            LogicalType.DECIMAL, Set.of(LogicalType.INTEGER),
            LogicalType.FLOAT8, Set.of(LogicalType.FLOAT4),
            LogicalType.TEXT, Set.of(LogicalType.PADDED_TEXT, LogicalType.JSON),
            LogicalType.PADDED_TEXT, Set.of(LogicalType.TEXT));

    /** The type's name as the catalog spells it, without a display width. */
    String typeName() {
        return switch (type) {
            case TINY -> integer("tinyint");
            case SHORT -> integer("smallint");
            case INT24 -> integer("mediumint");
            case LONG -> integer("int");
            case LONGLONG -> integer("bigint");
            case YEAR -> "year";
            case FLOAT -> integer("float");
            case DOUBLE -> integer("double");
            case NEWDECIMAL -> integer("decimal(" + (meta & 0xFF) + "," + (meta >> 8) + ")");
            case BIT -> "bit(" + ((meta >> 8) * 8 + (meta & 0xFF)) + ")";
            case DATE -> "date";
            case TIME_V2 -> "time" + fraction();
            case DATETIME_V2 -> "datetime" + fraction();
            case TIMESTAMP_V2 -> "timestamp" + fraction();
            case STRING -> (charset == null ? "binary(" : "char(") + characters(length) + ")";
            case VARCHAR, VAR_STRING -> (charset == null ? "varbinary(" : "varchar(") + characters(meta) + ")";
            case BLOB -> List.of("tiny", "", "medium", "long").get(meta - 1) + (charset == null ? "blob" : "text");
            case ENUM -> "enum" + labelList();
            case SET -> "set" + labelList();
            case JSON -> "json";
            case GEOMETRY -> "geometry";
            case VECTOR -> "vector";
            default -> type.name();
        };
    }

    private String integer(String name) {
        return unsigned ? name + " unsigned" : name;
    }

    private String fraction() {
        return meta == 0 ? "" : "(" + meta + ")";
    }

    private int characters(int bytes) {
        return charset == null ? bytes : bytes / LoggedText.widest(charset);
    }

    private String labelList() {
        return labels.stream()
                .map(label -> "'" + label.replace("'", "''") + "'")
                .collect(Collectors.joining(",", "(", ")"));
    }

    /** Returns whether values of this column have the meaning of the mapped type, so that {@link #text} reads them. */
    boolean isReadAs(LogicalType mapped) {
        LogicalType logged = MySqlTypes.of(typeName(), charset, null).logical();
        return logged == mapped || SIMILAR.getOrDefault(logged, Set.of()).contains(mapped);
    }

    /**
     * The neutral text form of a value, as {@link dev.reconciler.endpoint.mysql.value.MySqlValues} reads it from the table.
     *
     * @param cell as {@link LoggedCells} reads it; not null
     * @param mapped the meaning that the mapping read from the catalog
     * @throws IllegalArgumentException if it can't be read, with the reason
     */
    String text(Serializable cell, LogicalType mapped) {
        return switch (type) {
            case TINY -> integer((Long) cell, 0xFFL);
            case SHORT -> integer((Long) cell, 0xFFFFL);
            case INT24 -> integer((Long) cell, 0xFFFFFFL);
            case LONG -> integer((Long) cell, 0xFFFFFFFFL);
            case LONGLONG -> unsigned ? Long.toUnsignedString((Long) cell) : cell.toString();
            case FLOAT -> ShortestFloat.print((Float) cell);
            case DOUBLE -> ShortestFloat.print((Double) cell);
            case NEWDECIMAL -> ((BigDecimal) cell).toPlainString();
            case TIMESTAMP_V2 -> cell + "+00";
            case STRING -> string((byte[]) cell);
            case VARCHAR, VAR_STRING, BLOB -> content((byte[]) cell, mapped);
            case ENUM -> label((Long) cell);
            case SET -> members((Long) cell);
            case JSON -> DocumentText.of((byte[]) cell);
            case GEOMETRY, VECTOR -> hex((byte[]) cell);
            default -> cell.toString();
        };
    }

    private String integer(long value, long mask) {
        return Long.toString(unsigned ? value & mask : value);
    }

    /** The log lacks the padding at the end. */
    private String string(byte[] bytes) {
        return charset == null
                ? hex(Arrays.copyOf(bytes, length))
                : LoggedText.decode(bytes, charset).replaceAll(" +$", "");
    }

    private String content(byte[] bytes, LogicalType mapped) {
        if (charset == null) {
            return hex(bytes);
        }
        String text = LoggedText.decode(bytes, charset);
        return mapped == LogicalType.JSON ? JsonText.print(text) : text;
    }

    private static String hex(byte[] bytes) {
        return "\\x" + HexFormat.of().formatHex(bytes);
    }

    /** Number 0 is the server's error value, which it prints as an empty text. */
    private String label(long number) {
        return number == 0 ? "" : plain(labels.get((int) number - 1));
    }

    private String members(long bits) {
        TreeSet<String> members = new TreeSet<>();
        for (int i = 0; i < labels.size(); i++) {
            if ((bits >> i & 1) == 1) {
                members.add(plain(labels.get(i)));
            }
        }
        return String.join(",", members);
    }

    /** The log has labels in their column's character set, and the library reads them as UTF-8. */
    private String plain(String label) {
        boolean isUnicode = charset != null && charset.startsWith("utf8");
        if (!isUnicode && label.chars().anyMatch(c -> c > 0x7F)) {
            throw new IllegalArgumentException("a label in the character set " + charset + " is not supported");
        }
        return label;
    }
}
