package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Distributes rows and keys over statements that the server accepts. A single row that is larger than the server's
 * {@code max_allowed_packet} gets a statement of its own, which the driver refuses.
 */
final class StatementLimits {
    /**
     * Enough that the server's answer is a small part of a statement's time, and few enough that the driver, which goes through all
     * parameters several times, finds them in the processor's cache. The server prepares statements of up to 65,535.
     */
    private static final int PARAMETERS = 5_000;
    /** MariaDB turns a list of 1000 values into a subquery, for which DELETE reads the whole table. */
    private static final int LISTED_KEYS = 999;
    /** Each row that is found is compared with every condition. */
    private static final int KEY_CONDITIONS = 200;
    /** A number, or the punctuation around a text. */
    private static final int VALUE_BYTES = 100;
    /** UTF-8, or an escaped character, or two hex digits that become one escaped byte. */
    private static final int CHARACTER_BYTES = 3;

    private final Connection connection;
    private long packet;

    StatementLimits(Connection connection) {
        this.connection = connection;
    }

    List<List<Row>> rows(List<Row> rows, List<Integer> columns) throws SQLException {
        return split(rows, Math.max(1, PARAMETERS / columns.size()), row -> bytes(row, columns));
    }

    private static long bytes(Row row, List<Integer> columns) {
        long sum = 0;
        for (int index : columns) {
            sum += bytes(row.value(index));
        }
        return sum;
    }

    List<List<RowKey>> keys(TableSql sql, List<RowKey> keys) throws SQLException {
        int times = sql.hasTextKey() ? 2 : 1;
        return split(
                keys,
                sql.isKeyOfOneColumn() ? LISTED_KEYS : KEY_CONDITIONS,
                key -> times
                        * key.parts().stream().mapToLong(StatementLimits::bytes).sum());
    }

    private static long bytes(@Nullable String text) {
        return VALUE_BYTES + (text == null ? 0 : (long) CHARACTER_BYTES * text.length());
    }

    private <T> List<List<T>> split(List<T> items, int most, ToLongFunction<T> size) throws SQLException {
        List<List<T>> statements = new ArrayList<>();
        List<T> statement = new ArrayList<>();
        long bytes = 0;
        for (T item : items) {
            long more = size.applyAsLong(item);
            if (!statement.isEmpty() && (statement.size() == most || bytes + more > bytesOfValues())) {
                statements.add(statement);
                statement = new ArrayList<>();
                bytes = 0;
            }
            statement.add(item);
            bytes += more;
        }
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
        return statements;
    }

    /** Half of the packet: the rest is room for the text around the values. */
    private long bytesOfValues() throws SQLException {
        if (packet == 0) {
            packet = Sql.number(connection, "SELECT @@max_allowed_packet");
        }
        return packet / 2;
    }
}
