package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.shop.EditableTable.Rules;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The possible damage in each table of the target. */
public final class ShopTargetTables {
    private static final String OF_ARCHIVED_ORDER =
            "EXISTS (SELECT FROM shop.sales_order o WHERE o.order_no = t.order_no AND o.archived)";

    static final EditableTable CURRENCY = new EditableTable(
            new TableRef("shop", "currency"),
            List.of("iso_code"),
            null,
            "t.archived",
            "true",
            List.of("label = label || ' (old)'", "usd_rate = usd_rate + 0.00000001", "minor_digits = minor_digits + 1"),
            Rules.NONE,
            "{\"iso_code\": \"Z%1$d\"}");

    public static final EditableTable CLIENT = new EditableTable(
            new TableRef("shop", "client"),
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
            Rules.NONE,
            "{\"client_id\": \"%2$s\", \"email_address\": \"unknown.%1$d@example.com\"}");

    static final EditableTable PRODUCT = new EditableTable(
            new TableRef("shop", "product"),
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
            Rules.NONE,
            "{\"sku\": \"ROGUE-%1$d\"}");

    public static final EditableTable SALES_ORDER = new EditableTable(
            new TableRef("shop", "sales_order"),
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
            new Rules(
                    List.of("t.client_id::text", "(t.ordered_at AT TIME ZONE 'UTC')::date::text"),
                    Set.of("shop.client")),
            "{\"order_no\": %1$d}");

    public static final EditableTable ORDER_LINE = new EditableTable(
            new TableRef("shop", "order_line"),
            List.of("order_no", "line_no"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of("quantity = quantity + 1", "unit_price = unit_price + 0.01", "discount = discount + 0.0001"),
            new Rules(List.of("t.order_no::text", "t.sku"), Set.of("shop.sales_order", "shop.product")),
            "{\"line_no\": %1$d}");

    public static final EditableTable PAYMENT = new EditableTable(
            new TableRef("shop", "payment"),
            List.of("payment_id"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    "amount = amount + 0.01",
                    "kind = kind || '2'",
                    "reference = coalesce(reference, '') || '-'",
                    "booked_at = booked_at + interval '1 millisecond'"),
            new Rules(
                    List.of(
                            "t.client_id::text",
                            "t.order_no::text",
                            "(t.booked_at AT TIME ZONE 'UTC')::date::text",
                            "t.currency"),
                    Set.of("shop.sales_order", "shop.client")),
            "{\"payment_id\": %1$d}");

    /** Parents before children. */
    public static final List<EditableTable> ALL = List.of(CURRENCY, CLIENT, PRODUCT, SALES_ORDER, ORDER_LINE, PAYMENT);

    public static final Map<EditableTable, String> ORPHAN_KEY = Map.of(
            ORDER_LINE, "{\"order_no\": %1$d, \"line_no\": 1}",
            PAYMENT, "{\"order_no\": %1$d, \"payment_id\": %1$d}");

    private ShopTargetTables() {}
}
