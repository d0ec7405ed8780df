package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds a key that no row has, for a row to hold while its next key is being vacated. */
final class SpareKey {
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final int BYTES = 16;
    private static final int CHARACTERS = 9;

    private final Connection connection;

    SpareKey(Connection connection) {
        this.connection = connection;
    }

    /** The change that gives the row with this key an unused one and keeps its other columns. */
    KeyChange stepAside(TableSql sql, RowKey from) throws SQLException {
        List<Integer> key = sql.table().key();
        int part = part(sql);
        List<@Nullable String> values = new ArrayList<>();
        sql.all().forEach(index -> values.add(null));
        for (int k = 0; k < key.size(); k++) {
            int index = key.get(k);
            String canonical = from.parts().get(k);
            values.set(
                    index,
                    index == part
                            ? unused(sql, part, canonical)
                            : sql.type(index).literal(canonical));
        }
        Set<Integer> kept = new HashSet<>(sql.all());
        kept.remove(part);
        Row row = new Row(values);
        return new KeyChange(from, sql.table().keyOf(row), row, kept);
    }

    /** Not the tenant's column, whose values mean something elsewhere. */
    private static int part(TableSql sql) throws SQLException {
        for (int index : sql.table().key()) {
            if (index != sql.table().tenant() && sql.type(index) != LogicalType.BOOLEAN) {
                return index;
            }
        }
        throw none(sql);
    }

    private static SQLException none(TableSql sql) {
        return new SQLException(
                "keys of " + sql.table().id() + " are exchanged and have no spare value", FEATURE_NOT_SUPPORTED);
    }

    private String unused(TableSql sql, int part, String canonical) throws SQLException {
        TypeStructure type = sql.target(part).type().structure();
        return switch (sql.type(part)) {
            case INTEGER, DECIMAL ->
                computed(sql, part, type.traits().unsigned() ? "MAX(%1$s) + 1" : "LEAST(MIN(%1$s), 0) - 1");
            // Sentinels are common keys: a zero date has no day before, and 9999-12-31 none after.
            case DATE, TIMESTAMP ->
                computed(sql, part, "COALESCE(MIN(%1$s) - INTERVAL 1 DAY, MAX(%1$s) + INTERVAL 1 DAY)");
            case INSTANT ->
                computed(
                                sql,
                                part,
                                "IF(MIN(%1$s) > '1970-01-03', MIN(%1$s) - INTERVAL 1 DAY, MAX(%1$s) + INTERVAL 1 DAY)")
                        + "+00";
            case UUID -> uuid(canonical).toString();
            case TEXT, PADDED_TEXT -> "~" + digits(canonical).substring(0, length(type, CHARACTERS) - 1);
            case BYTES -> {
                int bytes = type.traits().limit() == TypeTraits.Limit.EXACT_BYTES
                        ? length(type, Integer.MAX_VALUE)
                        : length(type, BYTES);
                yield "\\x" + digits(canonical).repeat(bytes / BYTES + 1).substring(0, 2 * bytes);
            }
            default -> throw none(sql);
        };
    }

    private static int length(TypeStructure type, int most) {
        return type.limits().length() == null
                ? most
                : Math.min(most, type.limits().length());
    }

    private static String digits(String canonical) {
        return uuid(canonical).toString().replace("-", "");
    }

    private static UUID uuid(String canonical) {
        return UUID.nameUUIDFromBytes(canonical.getBytes(StandardCharsets.UTF_8));
    }

    /** @param expression of {@code %1$s}, the column */
    private String computed(TableSql sql, int part, String expression) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT CAST(" + expression.formatted(sql.column(part)) + " AS CHAR) FROM " + sql.name(),
                        row -> row.getString(1))
                .orElseThrow(() -> none(sql));
    }
}
