package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table of the shop as its dual-writing application knows it on either side. The application computes the target's rows with
 * its own SQL: it shares nothing with the daemon's mapping or with the {@link IndependentComparison}.
 *
 * @param key columns of the source, in the order of the target's
 * @param select all of the source's columns by the names that they have in the target, in the text that PostgreSQL prints
 * @param forms the conversion of a value, by the target's column
 * @param parents the table to which a column of the target refers
 */
public record ShopTable(
        String source,
        List<String> key,
        EditableTable target,
        Fragment select,
        Map<String, UnaryOperator<@Nullable String>> forms,
        Map<String, EditableTable> parents) {
    static final ShopTable CURRENCIES = new ShopTable(
            "currencies",
            List.of("code"),
            ShopTargetTables.CURRENCY,
            dialect -> """
            SELECT code AS iso_code, name AS label, digits AS minor_digits, usd_rate, %s AS archived, %s AS changed_at
            FROM currencies t""".formatted(dialect.flag("archived"), dialect.time("updated_at")),
            Map.of(),
            Map.of());

    static final ShopTable CUSTOMERS = new ShopTable(
            "customers",
            List.of("id"),
            ShopTargetTables.CLIENT,
            dialect -> """
            SELECT id AS client_id, tenant_id AS tenant, email AS email_address, full_name AS name,
                   phone AS phone_number, profile, %s AS tags, %s AS avatar, notes AS remarks, credit_limit, %s AS archived,
                   %s AS registered_at, %s AS changed_at, 'shop-v1' AS migrated_from
            FROM customers t""".formatted(
                            dialect.list("tags"),
                            dialect.bytes("avatar"),
                            dialect.flag("archived"),
                            dialect.time("created_at"),
                            dialect.time("updated_at")),
            Map.of(
                    "email_address", email -> email == null ? null : email.toLowerCase(Locale.ROOT),
                    "name", name -> name == null ? null : name.strip(),
                    "phone_number", phone -> Objects.requireNonNullElse(phone, "unknown")),
            Map.of());

    static final ShopTable PRODUCTS = new ShopTable(
            "products",
            List.of("sku"),
            ShopTargetTables.PRODUCT,
            dialect -> """
            SELECT sku, tenant_id AS tenant, title, price, currency_code AS currency, attributes, %s AS labels, %s AS image,
                   manual, weight, stock, %s AS archived, %s AS changed_at
            FROM products t""".formatted(
                            dialect.list("labels"),
                            dialect.bytes("image"),
                            dialect.flag("archived"),
                            dialect.time("updated_at")),
            Map.of(),
            Map.of());

    static final ShopTable ORDERS = new ShopTable(
            "orders",
            List.of("id"),
            ShopTargetTables.SALES_ORDER,
            dialect -> """
            SELECT id AS order_no, tenant_id AS tenant, customer_id AS client_id, status AS state,
                   currency_code AS currency, total AS total_amount, note, shipping, %s AS archived, %s AS ordered_at,
                   %s AS changed_at, 'shop-v1' AS migrated_from
            FROM orders t""".formatted(dialect.flag("archived"), dialect.time("placed_at"), dialect.time("updated_at")),
            Map.of(
                    "state", state -> state == null ? null : state.toUpperCase(Locale.ROOT),
                    "note", note -> Objects.requireNonNullElse(note, "")),
            Map.of("client_id", ShopTargetTables.CLIENT));

    static final ShopTable ORDER_ITEMS = new ShopTable(
            "order_items",
            List.of("order_id", "line_no"),
            ShopTargetTables.ORDER_LINE,
            Fragment.of("""
            SELECT order_id AS order_no, line_no, tenant_id AS tenant, sku, quantity, unit_price, discount
            FROM order_items t"""),
            Map.of(),
            Map.of("order_no", ShopTargetTables.SALES_ORDER, "sku", ShopTargetTables.PRODUCT));

    static final ShopTable TRANSACTIONS = new ShopTable(
            "transactions",
            List.of("id"),
            ShopTargetTables.PAYMENT,
            dialect -> """
            SELECT id AS payment_id, tenant_id AS tenant, customer_id AS client_id, order_id AS order_no, kind, amount,
                   currency_code AS currency, reference, %s AS booked_at
            FROM transactions t""".formatted(dialect.time("booked_at")),
            Map.of(),
            Map.of("client_id", ShopTargetTables.CLIENT, "order_no", ShopTargetTables.SALES_ORDER));

    /** Parents before children. */
    public static final List<ShopTable> ALL =
            List.of(CURRENCIES, CUSTOMERS, PRODUCTS, ORDERS, ORDER_ITEMS, TRANSACTIONS);

    public static ShopTable ofSource(String name) {
        return ALL.stream()
                .filter(table -> table.source.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the shop has no table " + name));
    }

    /** The row as this connection sees it now. */
    public RowWrite read(Connection connection, RowKey rowKey) throws SQLException {
        String where = String.join(" = ? AND ", key) + " = ?";
        List<Map<String, @Nullable String>> rows = ShopSql.namedRows(
                connection,
                select.in(ShopDialect.of(connection)) + " WHERE " + where,
                rowKey.parts().stream().map(ShopSql.Text::new).toArray());
        return new RowWrite(this, rowKey, rows.isEmpty() ? Map.of() : formed(rows.get(0)));
    }

    /** Every row, in no order. */
    List<RowWrite> readAll(Connection connection) throws SQLException {
        List<RowWrite> rows = new ArrayList<>();
        for (Map<String, @Nullable String> row : ShopSql.namedRows(connection, select.in(ShopDialect.of(connection)))) {
            Map<String, @Nullable String> values = formed(row);
            List<String> parts = new ArrayList<>();
            target.key().forEach(column -> parts.add(Objects.requireNonNull(values.get(column))));
            rows.add(new RowWrite(this, new RowKey(parts), values));
        }
        return rows;
    }

    private Map<String, @Nullable String> formed(Map<String, @Nullable String> row) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        row.forEach((column, value) -> {
            UnaryOperator<@Nullable String> form = forms.get(column);
            values.put(column, form == null ? value : form.apply(value));
        });
        return values;
    }
}
