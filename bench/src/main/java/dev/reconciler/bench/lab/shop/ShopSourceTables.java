package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.shop.EditableTable.Rules;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last changes of source rows by the dual-writing application, which never touches these rows again. */
public final class ShopSourceTables {
    /** The schema of a PostgreSQL source; elsewhere it is the session's database. */
    static final String SCHEMA = "public";

    private static final String OF_ARCHIVED_ORDER =
            "EXISTS (SELECT 1 FROM orders o WHERE o.id = t.order_id AND o.archived)";

    static final EditableTable CURRENCIES = table(
            "currencies",
            List.of("code"),
            null,
            "t.archived",
            "NOT EXISTS (SELECT 1 FROM products p WHERE p.currency_code = t.code)",
            List.of(
                    Fragment.of("name = name || ' (old)'"),
                    Fragment.of("usd_rate = usd_rate + 0.00000001"),
                    Fragment.of("digits = digits + 1")),
            Map.of("code", "Y%1$d"));

    static final EditableTable CUSTOMERS = table(
            "customers",
            List.of("id"),
            "tenant_id",
            "t.archived",
            """
                    NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = t.id)
                    AND NOT EXISTS (SELECT 1 FROM transactions x WHERE x.customer_id = t.id)""",
            List.of(
                    Fragment.of("credit_limit = credit_limit + 0.01"),
                    Fragment.of("email = 'New.' || email"),
                    Fragment.of("full_name = full_name || ' Jr.'"),
                    Fragment.of("phone = '+00 ' || t.id"),
                    dialect -> dialect.withMember("profile", "vip", "yes"),
                    dialect -> dialect.withElement("tags", "moved"),
                    dialect -> dialect.withByte("avatar"),
                    Fragment.of("notes = coalesce(notes, '') || '.'")),
            Map.of("id", "%2$s", "email", "New.Customer.%1$d@Example.com"));

    static final EditableTable PRODUCTS = table(
            "products",
            List.of("sku"),
            "tenant_id",
            "t.archived",
            "NOT EXISTS (SELECT 1 FROM order_items i WHERE i.sku = t.sku)",
            List.of(
                    Fragment.of("price = price + 0.01"),
                    Fragment.of("title = title || ' II'"),
                    Fragment.of("manual = coalesce(manual, '') || '.'"),
                    Fragment.of("weight = coalesce(weight, 0) + 0.001"),
                    Fragment.of("stock = stock + 1")),
            Map.of("sku", "DUAL-%1$d"));

    public static final EditableTable ORDERS = table(
            "orders",
            List.of("id"),
            "tenant_id",
            "t.archived",
            """
                    NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = t.id)
                    AND NOT EXISTS (SELECT 1 FROM transactions x WHERE x.order_id = t.id)""",
            List.of(
                    Fragment.of("total = total + 1"),
                    Fragment.of("status = 'returned'"),
                    Fragment.of("note = coalesce(note, '') || '!'"),
                    dialect -> dialect.withMember("shipping", "floor", "99th")),
            Map.of("id", "%1$d"));

    public static final EditableTable ORDER_ITEMS = table(
            "order_items",
            List.of("order_id", "line_no"),
            "tenant_id",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    Fragment.of("quantity = quantity + 1"),
                    Fragment.of("unit_price = unit_price + 0.01"),
                    Fragment.of("discount = discount + 0.0001")),
            Map.of("line_no", "%1$d"));

    public static final EditableTable TRANSACTIONS = table(
            "transactions",
            List.of("id"),
            "tenant_id",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    Fragment.of("amount = amount + 0.01"),
                    Fragment.of("kind = 'adjusted ' || kind"),
                    Fragment.of("reference = coalesce(reference, '') || '-'"),
                    dialect -> dialect.later("booked_at", 1_000, "microsecond")),
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
            List<Fragment> changes,
            Map<String, String> newKey) {
        return new EditableTable(new TableRef(SCHEMA, name), key, tenant, cold, childless, changes, Rules.NONE, newKey);
    }
}
