package dev.reconciler.bench.lab.oracle;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.Sql;
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
 * Compares all of the shop's rows by SQL written by hand for this one shop: it shares no mapping, reading or hashing with
 * the daemon, so that a mistake there can't hide itself. Only meaningful while nothing writes and the stream has caught up.
 */
public final class IndependentComparison {
    private static final String SAME_TEXT =
            "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1; SET bytea_output = 'hex'";

    /** The same columns on both sides, those of the key first. */
    public record Pair(String table, int keyWidth, String source, String target) {}

    public static final List<Pair> PAIRS = List.of(
            new Pair(
                    "shop.currency",
                    1,
                    "SELECT code, name, digits, usd_rate, archived, updated_at FROM currencies",
                    "SELECT iso_code, label, minor_digits, usd_rate, archived, changed_at FROM shop.currency"),
            new Pair("shop.client", 1, """
                    SELECT id, tenant_id, lower(email COLLATE "C"), trim(BOTH ' ' FROM full_name),
                           coalesce(phone, 'unknown'), profile, tags, avatar, notes, credit_limit, archived,
                           created_at, updated_at, 'shop-v1'
                    FROM customers""", """
                    SELECT client_id, tenant, email_address, name, phone_number, profile, tags, avatar, remarks,
                           credit_limit, archived, registered_at, changed_at, migrated_from
                    FROM shop.client"""),
            new Pair("shop.product", 1, """
                    SELECT sku, tenant_id, title, price, currency_code, attributes, labels, image, manual, weight,
                           stock, archived, updated_at
                    FROM products""", """
                    SELECT sku, tenant, title, price, currency, attributes, labels, image, manual, weight, stock,
                           archived, changed_at
                    FROM shop.product"""),
            new Pair("shop.sales_order", 1, """
                    SELECT id, tenant_id, customer_id, upper(status COLLATE "C"), currency_code, total,
                           coalesce(note, ''), shipping, archived, placed_at, updated_at, 'shop-v1'
                    FROM orders""", """
                    SELECT order_no, tenant, client_id, state, currency, total_amount, note, shipping, archived,
                           ordered_at, changed_at, migrated_from
                    FROM shop.sales_order"""),
            new Pair(
                    "shop.order_line",
                    2,
                    "SELECT order_id, line_no, tenant_id, sku, quantity, unit_price, discount FROM order_items",
                    "SELECT order_no, line_no, tenant, sku, quantity, unit_price, discount FROM shop.order_line"),
            new Pair("shop.payment", 1, """
                    SELECT id, tenant_id, customer_id, order_id, kind, amount, currency_code, reference, booked_at
                    FROM transactions""", """
                    SELECT payment_id, tenant, client_id, order_no, kind, amount, currency, reference, booked_at
                    FROM shop.payment"""));

    private final Login source;
    private final Login target;

    /** Roles that may read every row. */
    public IndependentComparison(Login source, Login target) {
        this.source = source;
        this.target = target;
    }

    /** Every row that is on one side only, or not the same on both. */
    public List<RowDifference> differences() {
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            Sql.script(from, SAME_TEXT);
            Sql.script(to, SAME_TEXT);
            List<RowDifference> differences = new ArrayList<>();
            for (Pair pair : PAIRS) {
                compare(pair, byKey(from, pair.source(), pair), byKey(to, pair.target(), pair), differences);
            }
            return differences;
        } catch (SQLException e) {
            throw new IllegalStateException("source and target could not be compared", e);
        }
    }

    private static void compare(
            Pair pair,
            Map<RowKey, List<@Nullable String>> expected,
            Map<RowKey, List<@Nullable String>> actual,
            List<RowDifference> differences) {
        expected.forEach((key, row) -> {
            if (!row.equals(actual.remove(key))) {
                differences.add(new RowDifference(pair.table(), key));
            }
        });
        actual.keySet().forEach(key -> differences.add(new RowDifference(pair.table(), key)));
    }

    private static Map<RowKey, List<@Nullable String>> byKey(Connection connection, String sql, Pair pair)
            throws SQLException {
        Map<RowKey, List<@Nullable String>> rows = new LinkedHashMap<>();
        for (List<@Nullable String> row : Sql.rows(connection, sql)) {
            List<String> key = new ArrayList<>();
            for (@Nullable String part : row.subList(0, pair.keyWidth())) {
                key.add(Objects.requireNonNull(part));
            }
            rows.put(new RowKey(key), row);
        }
        return rows;
    }
}
