package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Parts of statements on one table. Columns are mapped columns by index.
 *
 * <p>A condition on a key compares a text twice: as the column's collation does, so that the server uses the index, and by its bytes,
 * so that no other key matches, whatever the collation ignores.
 */
final class TableSql {
    private final MappedTable table;
    private final MySqlKind kind;
    private final List<MySqlValues> values;

    TableSql(MappedTable table, MySqlKind kind) {
        this.table = table;
        this.kind = kind;
        this.values = table.columns().stream()
                .map(column -> MySqlValues.of(column.target()))
                .toList();
    }

    MappedTable table() {
        return table;
    }

    MySqlKind kind() {
        return kind;
    }

    MySqlValues values(int index) {
        return values.get(index);
    }

    String name() {
        return MySqlIdentifiers.quote(table.target());
    }

    String column(int index) {
        return MySqlIdentifiers.quote(target(index).name());
    }

    /** The written columns among those, in mapping order. */
    List<Integer> written(IntPredicate which) {
        return IntStream.range(0, table.columns().size())
                .filter(i -> table.columns().get(i).isWritten() && which.test(i))
                .boxed()
                .toList();
    }

    List<Integer> all() {
        return IntStream.range(0, table.columns().size()).boxed().toList();
    }

    boolean isKey(int index) {
        return table.targetKey().contains(index);
    }

    String list(List<Integer> columns) {
        return columns.stream().map(this::column).collect(Collectors.joining(", "));
    }

    /** The select list for the columns of the table, which is aliased {@code t}. */
    String select(List<Integer> columns) {
        return columns.stream().map(i -> values(i).select("t")).collect(Collectors.joining(", "));
    }

    /** A condition on one key, in the mapping's slice of the table; takes {@link Parameters#key}. */
    String sameKey() {
        String byIndex = keyParts(this::column);
        return hasTextKey() ? byIndex + " AND " + keyParts(this::bytes) : byIndex;
    }

    private String keyParts(IntFunction<String> part) {
        return table.targetKey().stream().map(i -> part.apply(i) + " = ?").collect(Collectors.joining(" AND "));
    }

    /**
     * A condition on several keys; takes {@link Parameters#keys}. Keys of several columns are not a list of rows: in MariaDB 10.11,
     * {@code (a, b) IN ((1, 'é'), (2, 'x'))} does not find the first row if b is in latin1.
     */
    String oneOfKeys(int keys) {
        if (!isKeyOfOneColumn()) {
            return String.join(" OR ", Collections.nCopies(keys, "(" + sameKey() + ")"));
        }
        int index = table.targetKey().get(0);
        String listed = " IN (" + String.join(", ", Collections.nCopies(keys, "?")) + ")";
        return column(index) + listed + (hasTextKey() ? " AND " + bytes(index) + listed : "");
    }

    boolean isKeyOfOneColumn() {
        return table.targetKey().size() == 1;
    }

    /** {@code (?, ?), (?, ?)}. */
    static String rows(int rows, int columns) {
        String row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
        return String.join(", ", Collections.nCopies(rows, row));
    }

    /** Returns whether keys are compared twice, so that a condition on them takes each key's parameters twice. */
    boolean hasTextKey() {
        return table.targetKey().stream().anyMatch(this::isText);
    }

    /** The collation of a key column that may find different keys equal. */
    Optional<String> keyCollation() {
        return table.targetKey().stream()
                .map(index -> target(index).type().structure().traits().collation())
                .filter(collation -> collation != null && !collation.equals(kind.binaryCollation()))
                .findFirst();
    }

    private boolean isText(int index) {
        LogicalType type = type(index);
        return type == LogicalType.TEXT || type == LogicalType.PADDED_TEXT;
    }

    LogicalType type(int index) {
        return target(index).type().logical();
    }

    Column target(int index) {
        return table.columns().get(index).target();
    }

    private String bytes(int index) {
        return bytes(index, column(index));
    }

    /** The SQL that compares a value of the column by its bytes. @param value an expression */
    String bytes(int index, String value) {
        return isText(index) ? "CONVERT(" + value + " USING utf8mb4) COLLATE " + kind.binaryCollation() : value;
    }
}
