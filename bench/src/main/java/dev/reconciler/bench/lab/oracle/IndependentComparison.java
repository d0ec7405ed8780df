package dev.reconciler.bench.lab.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopDialect;
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
    /** With decimals, whose zeros at the end go, because a server may read a number with a fraction as a double. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

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
            ShopSql.script(from, ShopDialect.of(from).sameText());
            ShopSql.script(to, ShopDialect.of(to).sameText());
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
            for (int document : table.documents()) {
                String text = row.get(document);
                row.set(document, text == null ? null : normal(text));
            }
            rows.put(new RowKey(key), row);
        }
        return rows;
    }

    private static String normal(String json) {
        try {
            return JSON.writeValueAsString(JSON.treeToValue(JSON.readTree(json), Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a server returned what is not JSON: " + json, e);
        }
    }
}
