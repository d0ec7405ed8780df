package dev.reconciler.app.demo.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one table of the target can be damaged. Conditions and expressions are SQL on a row that is called {@code t}.
 *
 * @param name without the schema, which is {@code shop}
 * @param tenant the tenant column; null where all tenants share the table
 * @param cold holds for rows that the load never touches
 * @param childless holds for rows that nothing refers to
 * @param changes assignments, each of which changes the row
 * @param groups what a business rule may group by, besides key and tenant
 * @param disturbs further tables into whose rules a row enters
 * @param newKey JSON that makes a copy of a row another row, from a number and a UUID that are new
 */
record TargetTable(
        String name,
        List<String> key,
        @Nullable String tenant,
        String cold,
        String childless,
        List<String> changes,
        List<String> groups,
        Set<String> disturbs,
        String newKey) {
    private static final String OF_ARCHIVED_ORDER =
            "EXISTS (SELECT FROM shop.sales_order o WHERE o.order_no = t.order_no AND o.archived)";

    static final TargetTable CURRENCY = new TargetTable(
            "currency",
            List.of("iso_code"),
            null,
            "t.archived",
            "true",
            List.of("label = label || ' (old)'", "usd_rate = usd_rate + 0.00000001", "minor_digits = minor_digits + 1"),
            List.of(),
            Set.of(),
            "{\"iso_code\": \"Z%1$d\"}");

    static final TargetTable CLIENT = new TargetTable(
            "client",
            List.of("client_id"),
            "tenant",
            "t.archived",
            """
            NOT EXISTS (SELECT FROM shop.sales_order o WHERE o.client_id = t.client_id)
            AND NOT EXISTS (SELECT FROM shop.payment p WHERE p.client_id = t.client_id)""",
            List.of(
                    "credit_limit = credit_limit + 0.01",
                    "email_address = 'x.' || email_address",
                    "name = name || '?'",
                    "profile = profile || '{\"vip\": \"yes\"}'",
                    "tags = tags || ARRAY['tampered']",
                    "remarks = coalesce(remarks, '') || '.'",
                    "avatar = coalesce(avatar, '') || '\\x00'::bytea",
                    "registered_at = registered_at + interval '1 microsecond'"),
            List.of(),
            Set.of(),
            "{\"client_id\": \"%2$s\", \"email_address\": \"nobody.%1$d@example.com\"}");

    static final TargetTable PRODUCT = new TargetTable(
            "product",
            List.of("sku"),
            "tenant",
            "t.archived",
            "NOT EXISTS (SELECT FROM shop.order_line l WHERE l.sku = t.sku)",
            List.of(
                    "price = price + 0.01",
                    "title = lower(title) || ' '",
                    "manual = coalesce(manual, '') || '.'",
                    "weight = coalesce(weight, 0) + 0.001",
                    "labels = labels || ARRAY[NULL]"),
            List.of(),
            Set.of(),
            "{\"sku\": \"ROGUE-%1$d\"}");

    static final TargetTable SALES_ORDER = new TargetTable(
            "sales_order",
            List.of("order_no"),
            "tenant",
            "t.archived",
            """
            NOT EXISTS (SELECT FROM shop.order_line l WHERE l.order_no = t.order_no)
            AND NOT EXISTS (SELECT FROM shop.payment p WHERE p.order_no = t.order_no)""",
            List.of(
                    "total_amount = total_amount + 1",
                    "state = 'LOST'",
                    "note = note || '!'",
                    "shipping = shipping || '{\"floor\": 99}'"),
            List.of("t.client_id::text", "(t.ordered_at AT TIME ZONE 'UTC')::date::text"),
            Set.of("shop.client"),
            "{\"order_no\": %1$d}");

    static final TargetTable ORDER_LINE = new TargetTable(
            "order_line",
            List.of("order_no", "line_no"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of("quantity = quantity + 1", "unit_price = unit_price + 0.01", "discount = discount + 0.0001"),
            List.of("t.order_no::text", "t.sku"),
            Set.of("shop.sales_order", "shop.product"),
            "{\"line_no\": %1$d}");

    static final TargetTable PAYMENT = new TargetTable(
            "payment",
            List.of("payment_id"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    "amount = amount + 0.01",
                    "kind = kind || '2'",
                    "reference = coalesce(reference, '') || '-'",
                    "booked_at = booked_at + interval '1 millisecond'"),
            List.of(
                    "t.client_id::text",
                    "t.order_no::text",
                    "(t.booked_at AT TIME ZONE 'UTC')::date::text",
                    "t.currency"),
            Set.of("shop.sales_order", "shop.client"),
            "{\"payment_id\": %1$d}");

    /** Parents before children. */
    static final List<TargetTable> ALL = List.of(CURRENCY, CLIENT, PRODUCT, SALES_ORDER, ORDER_LINE, PAYMENT);

    static final Map<TargetTable, String> ORPHAN_KEY = Map.of(
            ORDER_LINE, "{\"order_no\": %1$d, \"line_no\": 1}",
            PAYMENT, "{\"order_no\": %1$d, \"payment_id\": %1$d}");

    String id() {
        return "shop." + name;
    }
}
