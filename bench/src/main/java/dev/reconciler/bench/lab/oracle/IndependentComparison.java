package dev.reconciler.bench.lab.oracle;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares all rows by SQL written by hand: it shares no mapping, reading or hashing with the daemon, so that an error there
 * can't hide itself. Its result is valid only while no application writes and the stream has caught up.
 */
public final class IndependentComparison {
    private static final String SAME_TEXT =
            "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1; SET bytea_output = 'hex'";

    private final Login source;
    private final Login target;
    private final List<ComparedTable> tables;

    /** The roles must have the right to read every row. */
    public IndependentComparison(Login source, Login target, List<ComparedTable> tables) {
        this.tables = List.copyOf(tables);
        this.source = source;
        this.target = target;
    }

    /** Returns every row that exists on one side only or differs. */
    public List<RowDifference> differences() {
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            ShopSql.script(from, SAME_TEXT);
            ShopSql.script(to, SAME_TEXT);
            List<RowDifference> differences = new ArrayList<>();
            for (ComparedTable table : tables) {
                compare(table, byKey(from, table.source(), table), byKey(to, table.target(), table), differences);
            }
            return differences;
        } catch (SQLException e) {
            throw new IllegalStateException("source and target could not be compared", e);
        }
    }

    private static void compare(
            ComparedTable table,
            Map<RowKey, List<@Nullable String>> expected,
            Map<RowKey, List<@Nullable String>> actual,
            List<RowDifference> differences) {
        expected.forEach((key, row) -> {
            if (!row.equals(actual.remove(key))) {
                differences.add(new RowDifference(table.table(), key));
            }
        });
        actual.keySet().forEach(key -> differences.add(new RowDifference(table.table(), key)));
    }

    private static Map<RowKey, List<@Nullable String>> byKey(Connection connection, String sql, ComparedTable table)
            throws SQLException {
        Map<RowKey, List<@Nullable String>> rows = new LinkedHashMap<>();
        for (List<@Nullable String> row : ShopSql.rows(connection, sql)) {
            List<String> key = new ArrayList<>();
            for (@Nullable String part : row.subList(0, table.keyWidth())) {
                key.add(Objects.requireNonNull(part));
            }
            rows.put(new RowKey(key), row);
        }
        return rows;
    }
}
