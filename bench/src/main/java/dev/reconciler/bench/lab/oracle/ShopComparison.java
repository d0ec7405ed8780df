package dev.reconciler.bench.lab.oracle;

import java.util.List;
import java.util.Set;

/** The shop's tables, by SQL written by hand: it shares no mapping with the daemon's configuration. */
public final class ShopComparison {
    public static final List<ComparedTable> TABLES = List.of(
            new ComparedTable(
                    "shop.currency",
                    1,
                    "SELECT code, name, digits, usd_rate, archived, updated_at FROM currencies",
                    "SELECT iso_code, label, minor_digits, usd_rate, archived, changed_at FROM shop.currency"),
            new ComparedTable("shop.client", 1, """
                    SELECT id, tenant_id, lower(email COLLATE "C"), trim(BOTH ' ' FROM full_name),
                           coalesce(phone, 'unknown'), profile, tags, avatar, notes, credit_limit, archived,
                           created_at, updated_at, 'shop-v1'
                    FROM customers""", """
                    SELECT client_id, tenant, email_address, name, phone_number, profile, tags, avatar, remarks,
                           credit_limit, archived, registered_at, changed_at, migrated_from
                    FROM shop.client"""),
            new ComparedTable("shop.product", 1, """
                    SELECT sku, tenant_id, title, price, currency_code, attributes, labels, image, manual, weight,
                           stock, archived, updated_at
                    FROM products""", """
                    SELECT sku, tenant, title, price, currency, attributes, labels, image, manual, weight, stock,
                           archived, changed_at
                    FROM shop.product"""),
            new ComparedTable("shop.sales_order", 1, """
                    SELECT id, tenant_id, customer_id, upper(status COLLATE "C"), currency_code, total,
                           coalesce(note, ''), shipping, archived, placed_at, updated_at, 'shop-v1'
                    FROM orders""", """
                    SELECT order_no, tenant, client_id, state, currency, total_amount, note, shipping, archived,
                           ordered_at, changed_at, migrated_from
                    FROM shop.sales_order"""),
            new ComparedTable(
                    "shop.order_line",
                    2,
                    "SELECT order_id, line_no, tenant_id, sku, quantity, unit_price, discount FROM order_items",
                    "SELECT order_no, line_no, tenant, sku, quantity, unit_price, discount FROM shop.order_line"),
            new ComparedTable("shop.payment", 1, """
                    SELECT id, tenant_id, customer_id, order_id, kind, amount, currency_code, reference, booked_at
                    FROM transactions""", """
                    SELECT payment_id, tenant, client_id, order_no, kind, amount, currency, reference, booked_at
                    FROM shop.payment"""));

    /** The same for a target on MySQL or MariaDB: flags as numbers, bytes in hex, times in UTC, lists as PostgreSQL's text. */
    public static final List<ComparedTable> TO_MYSQL = List.of(
            new ComparedTable(
                    "shop.currency", 1, """
                    SELECT code, name, digits, usd_rate, archived::int, %s FROM currencies""".formatted(time("updated_at")), """
                    SELECT iso_code, label, minor_digits, usd_rate, archived, %s FROM shop.currency""".formatted(timeThere("changed_at"))),
            new ComparedTable(
                    "shop.client",
                    1,
                    """
                    SELECT id, tenant_id, lower(email COLLATE "C"), trim(BOTH ' ' FROM full_name),
                           coalesce(phone, 'unknown'), profile, tags::text, encode(avatar, 'hex'), notes, credit_limit,
                           archived::int, %s, %s, 'shop-v1'
                    FROM customers""".formatted(time("created_at"), time("updated_at")),
                    """
                    SELECT client_id, tenant, email_address, name, phone_number, profile, tags, lower(hex(avatar)),
                           remarks, credit_limit, archived, %s, %s, migrated_from
                    FROM shop.client""".formatted(timeThere("registered_at"), timeThere("changed_at")),
                    Set.of(5)),
            new ComparedTable(
                    "shop.product",
                    1,
                    """
                    SELECT sku, tenant_id, title, price, currency_code, attributes, labels::text, encode(image, 'hex'),
                           manual, weight, stock, archived::int, %s
                    FROM products""".formatted(time("updated_at")),
                    """
                    SELECT sku, tenant, title, price, currency, attributes, labels, lower(hex(image)), manual, weight,
                           stock, archived, %s
                    FROM shop.product""".formatted(timeThere("changed_at")),
                    Set.of(5)),
            new ComparedTable(
                    "shop.sales_order",
                    1,
                    """
                    SELECT id, tenant_id, customer_id, upper(status COLLATE "C"), currency_code, total,
                           coalesce(note, ''), shipping, archived::int, %s, %s, 'shop-v1'
                    FROM orders""".formatted(time("placed_at"), time("updated_at")),
                    """
                    SELECT order_no, tenant, client_id, state, currency, total_amount, note, shipping, archived, %s, %s,
                           migrated_from
                    FROM shop.sales_order""".formatted(timeThere("ordered_at"), timeThere("changed_at")),
                    Set.of(7)),
            TABLES.get(4),
            new ComparedTable(
                    "shop.payment", 1, """
                    SELECT id, tenant_id, customer_id, order_id, kind, amount, currency_code, reference, %s
                    FROM transactions""".formatted(time("booked_at")), """
                    SELECT payment_id, tenant, client_id, order_no, kind, amount, currency, reference, %s
                    FROM shop.payment""".formatted(timeThere("booked_at"))));

    private static String time(String column) {
        return "to_char(" + column + ", 'YYYY-MM-DD HH24:MI:SS.US')";
    }

    private static String timeThere(String column) {
        return "date_format(" + column + ", '%Y-%m-%d %H:%i:%s.%f')";
    }

    private ShopComparison() {}
}
