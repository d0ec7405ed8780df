package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.shop.EditableTable.Rules;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last changes of source rows by the dual-writing application, which never touches these rows again. */
public final class ShopSourceTables {
    private static final String OF_ARCHIVED_ORDER =
            "EXISTS (SELECT FROM orders o WHERE o.id = t.order_id AND o.archived)";

    static final EditableTable CURRENCIES = table(
            "currencies",
            List.of("code"),
            null,
            "t.archived",
            "NOT EXISTS (SELECT FROM products p WHERE p.currency_code = t.code)",
            List.of("name = name || ' (old)'", "usd_rate = usd_rate + 0.00000001", "digits = digits + 1"),
            Map.of("code", "Y%1$d"));

    static final EditableTable CUSTOMERS = table(
            "customers",
            List.of("id"),
            "tenant_id",
            "t.archived",
            """
                    NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = t.id)
                    AND NOT EXISTS (SELECT FROM transactions x WHERE x.customer_id = t.id)""",
            List.of(
                    "credit_limit = credit_limit + 0.01",
                    "email = 'New.' || email",
                    "full_name = full_name || ' Jr.'",
                    "phone = '+00 ' || t.id",
                    "profile = profile || '{\"vip\": \"yes\"}'",
                    "tags = tags || ARRAY['moved']",
                    "avatar = coalesce(avatar, '') || '\\x01'::bytea",
                    "notes = coalesce(notes, '') || '.'"),
            Map.of("id", "%2$s", "email", "New.Customer.%1$d@Example.com"));

    static final EditableTable PRODUCTS = table(
            "products",
            List.of("sku"),
            "tenant_id",
            "t.archived",
            "NOT EXISTS (SELECT FROM order_items i WHERE i.sku = t.sku)",
            List.of(
                    "price = price + 0.01",
                    "title = title || ' II'",
                    "manual = coalesce(manual, '') || '.'",
                    "weight = coalesce(weight, 0) + 0.001",
                    "stock = stock + 1"),
            Map.of("sku", "DUAL-%1$d"));

    public static final EditableTable ORDERS = table(
            "orders",
            List.of("id"),
            "tenant_id",
            "t.archived",
            """
                    NOT EXISTS (SELECT FROM order_items i WHERE i.order_id = t.id)
                    AND NOT EXISTS (SELECT FROM transactions x WHERE x.order_id = t.id)""",
            List.of(
                    "total = total + 1",
                    "status = 'returned'",
                    "note = coalesce(note, '') || '!'",
                    "shipping = shipping || '{\"floor\": 99}'"),
            Map.of("id", "%1$d"));

    public static final EditableTable ORDER_ITEMS = table(
            "order_items",
            List.of("order_id", "line_no"),
            "tenant_id",
            OF_ARCHIVED_ORDER,
            "true",
            List.of("quantity = quantity + 1", "unit_price = unit_price + 0.01", "discount = discount + 0.0001"),
            Map.of("line_no", "%1$d"));

    public static final EditableTable TRANSACTIONS = table(
            "transactions",
            List.of("id"),
            "tenant_id",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    "amount = amount + 0.01",
                    "kind = 'adjusted ' || kind",
                    "reference = coalesce(reference, '') || '-'",
                    "booked_at = booked_at + interval '1 millisecond'"),
            Map.of("id", "%1$d"));

    /** Parents before children. */
    public static final List<EditableTable> ALL =
            List.of(CURRENCIES, CUSTOMERS, PRODUCTS, ORDERS, ORDER_ITEMS, TRANSACTIONS);

    private ShopSourceTables() {}

    private static EditableTable table(
            String name,
            List<String> key,
            @Nullable String tenant,
            String cold,
            String childless,
            List<String> changes,
            Map<String, String> newKey) {
        List<Fragment> fragments = changes.stream().map(Fragment::of).toList();
        return new EditableTable(
                new TableRef("public", name), key, tenant, cold, childless, fragments, Rules.NONE, newKey);
    }
}
