package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.ShortestFloat;
import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.endpoint.read.QueryColumn.Kind;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column of a user's query: its SQL and the text of its values, which is the neutral one. A type that is neither number nor text has
 * the name that PostgreSQL has for it, since its texts are those that PostgreSQL prints.
 */
record ResultColumn(String name, Form form) {
    /** The reading of a type's values. */
    enum Form {
        NUMBER(Kind.NUMBER, "NUMBER", "%s"),
        /** The driver fails on decimals that are filled with zeros. */
        DECIMAL(Kind.NUMBER, "NUMBER", "CAST(%s AS CHAR)"),
        BITS(Kind.NUMBER, "NUMBER", "CAST(%s AS UNSIGNED)"),
        /** The server rounds the text of a float. */
        FLOAT(Kind.NUMBER, "NUMBER", "CAST(%s AS DOUBLE)"),
        DOUBLE(Kind.NUMBER, "NUMBER", "%s"),
        TEXT(Kind.TEXT, "TEXT", "%s"),
        DATE(Kind.OTHER, "date", "CAST(%s AS CHAR)"),
        TIME(Kind.OTHER, "time", "CAST(%s AS CHAR)"),
        TIMESTAMP(Kind.OTHER, "timestamp", "CAST(%s AS CHAR)"),
        INSTANT(Kind.OTHER, "timestamptz", "CAST(%s AS CHAR)"),
        BYTES(Kind.OTHER, "bytea", "%s"),
        JSON(Kind.OTHER, "JSON", "%s");

        private final Kind kind;
        private final String type;
        private final String sql;

        Form(Kind kind, String type, String sql) {
            this.kind = kind;
            this.type = type;
            this.sql = sql;
        }
    }

    static List<ResultColumn> of(ResultSetMetaData data) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            columns.add(new ResultColumn(data.getColumnLabel(i), form(data.getColumnTypeName(i))));
        }
        return columns;
    }

    private static Form form(String typeName) {
        String name = typeName.toUpperCase(Locale.ROOT).replace(" UNSIGNED", "").replace(" ZEROFILL", "");
        return switch (name) {
            case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT", "YEAR" -> Form.NUMBER;
            case "DECIMAL" -> Form.DECIMAL;
            case "BIT" -> Form.BITS;
            case "FLOAT" -> Form.FLOAT;
            case "DOUBLE" -> Form.DOUBLE;
            case "DATE" -> Form.DATE;
            case "TIME" -> Form.TIME;
            case "DATETIME" -> Form.TIMESTAMP;
            case "TIMESTAMP" -> Form.INSTANT;
            case "BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB", "GEOMETRY", "VECTOR" ->
                Form.BYTES;
            case "JSON" -> Form.JSON;
            default -> Form.TEXT;
        };
    }

    QueryColumn described() {
        return new QueryColumn(name, form.kind, form.type);
    }

    private String quoted() {
        return "q." + MySqlIdentifiers.quote(name);
    }

    String select() {
        return form.sql.formatted(quoted());
    }

    /** The SQL of the number of bytes of the value. */
    String size() {
        return "COALESCE(OCTET_LENGTH(" + quoted() + "), 0)";
    }

    @Nullable
    String read(ResultSet row, int index) throws SQLException {
        return switch (form) {
            case FLOAT, DOUBLE -> number(row, index);
            case BYTES -> bytes(row.getBytes(index));
            case TIME, TIMESTAMP -> withoutZeros(row.getString(index), "");
            case INSTANT -> withoutZeros(row.getString(index), "+00");
            default -> row.getString(index);
        };
    }

    private @Nullable String number(ResultSet row, int index) throws SQLException {
        double value = row.getDouble(index);
        if (row.wasNull()) {
            return null;
        }
        return form == Form.FLOAT ? ShortestFloat.print((float) value) : ShortestFloat.print(value);
    }

    private static @Nullable String bytes(byte @Nullable [] bytes) {
        return bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
    }

    private static @Nullable String withoutZeros(@Nullable String text, String zone) {
        if (text == null) {
            return null;
        }
        return (text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "")) + zone;
    }
}
