package dev.reconciler.rules;

import java.util.Map;

/** For each example rule, a damage to the target that it must report: statements that every engine takes. */
final class ShopDamage {
    static final Map<String, String> OF_TARGET = Map.ofEntries(
            Map.entry("balance-per-customer", "UPDATE payment SET amount = 11 WHERE payment_id = 1"),
            Map.entry("customers-changed-before-registered", "UPDATE client SET registered_at = '2026-03-09 10:00:00'"),
            Map.entry("customers-with-same-email", "UPDATE client SET email_address = 'same@acme.test'"),
            Map.entry("customers-without-name", "UPDATE client SET name = NULL"),
            Map.entry("daily-transaction-totals", "UPDATE payment SET amount = 11 WHERE payment_id = 1"),
            Map.entry("order-lines-not-billable", "UPDATE order_line SET quantity = 0 WHERE line_no = 2"),
            Map.entry("order-lines-without-order", "DELETE FROM sales_order WHERE order_no = 1"),
            Map.entry("order-lines-without-product", "DELETE FROM product WHERE sku = 'ax'"),
            Map.entry("orders-per-currency", "UPDATE sales_order SET currency = 'USD' WHERE order_no = 1"),
            Map.entry("payment-figures", "UPDATE payment SET amount = 11 WHERE payment_id = 1"),
            Map.entry("payments-without-customer", "DELETE FROM client"),
            Map.entry("quantities-sold", "UPDATE order_line SET quantity = 9 WHERE line_no = 2"));

    /** The same on the source, for rules that do not read the target. */
    static final Map<String, String> OF_SOURCE =
            Map.of("orders-with-negative-total", "UPDATE orders SET total = -1 WHERE id = 1");

    private ShopDamage() {}
}
