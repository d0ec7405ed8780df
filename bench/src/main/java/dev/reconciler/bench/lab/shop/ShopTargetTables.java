package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.shop.EditableTable.Rules;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The possible damage in each table of the target. */
public final class ShopTargetTables {
    private static final String OF_ARCHIVED_ORDER =
            "EXISTS (SELECT 1 FROM shop.sales_order o WHERE o.order_no = t.order_no AND o.archived)";

    static final EditableTable CURRENCY = new EditableTable(
            new TableRef("shop", "currency"),
            List.of("iso_code"),
            null,
            "t.archived",
            "true",
            List.of(
                    Fragment.of("label = label || ' (old)'"),
                    Fragment.of("usd_rate = usd_rate + 0.00000001"),
                    Fragment.of("minor_digits = minor_digits + 1")),
            Rules.NONE,
            Map.of("iso_code", "Z%1$d"));

    public static final EditableTable CLIENT = new EditableTable(
            new TableRef("shop", "client"),
            List.of("client_id"),
            "tenant",
            "t.archived",
            """
            NOT EXISTS (SELECT 1 FROM shop.sales_order o WHERE o.client_id = t.client_id)
            AND NOT EXISTS (SELECT 1 FROM shop.payment p WHERE p.client_id = t.client_id)""",
            List.of(
                    Fragment.of("credit_limit = credit_limit + 0.01"),
                    Fragment.of("email_address = 'x.' || email_address"),
                    Fragment.of("name = name || '?'"),
                    dialect -> dialect.withMember("profile", "vip", "yes"),
                    dialect -> dialect.withElement("tags", "tampered"),
                    Fragment.of("remarks = coalesce(remarks, '') || '.'"),
                    dialect -> dialect.withByte("avatar"),
                    dialect -> dialect.later("registered_at", 1, "microsecond")),
            Rules.NONE,
            Map.of("client_id", "%2$s", "email_address", "unknown.%1$d@example.com"));

    static final EditableTable PRODUCT = new EditableTable(
            new TableRef("shop", "product"),
            List.of("sku"),
            "tenant",
            "t.archived",
            "NOT EXISTS (SELECT 1 FROM shop.order_line l WHERE l.sku = t.sku)",
            List.of(
                    Fragment.of("price = price + 0.01"),
                    Fragment.of("title = lower(title) || ' '"),
                    Fragment.of("manual = coalesce(manual, '') || '.'"),
                    Fragment.of("weight = coalesce(weight, 0) + 0.001"),
                    dialect -> dialect.withElement("labels", null)),
            Rules.NONE,
            Map.of("sku", "ROGUE-%1$d"));

    public static final EditableTable SALES_ORDER = new EditableTable(
            new TableRef("shop", "sales_order"),
            List.of("order_no"),
            "tenant",
            "t.archived",
            """
            NOT EXISTS (SELECT 1 FROM shop.order_line l WHERE l.order_no = t.order_no)
            AND NOT EXISTS (SELECT 1 FROM shop.payment p WHERE p.order_no = t.order_no)""",
            List.of(
                    Fragment.of("total_amount = total_amount + 1"),
                    Fragment.of("state = 'LOST'"),
                    Fragment.of("note = note || '!'"),
                    dialect -> dialect.withMember("shipping", "floor", "99th")),
            new Rules(
                    List.of(
                            Fragment.of("t.client_id"),
                            dialect -> dialect.day("t.ordered_at"),
                            Fragment.of("t.currency")),
                    Set.of("shop.client")),
            Map.of("order_no", "%1$d"));

    public static final EditableTable ORDER_LINE = new EditableTable(
            new TableRef("shop", "order_line"),
            List.of("order_no", "line_no"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    Fragment.of("quantity = quantity + 1"),
                    Fragment.of("unit_price = unit_price + 0.01"),
                    Fragment.of("discount = discount + 0.0001")),
            new Rules(
                    List.of(Fragment.of("t.order_no"), Fragment.of("t.sku")),
                    Set.of("shop.sales_order", "shop.product")),
            Map.of("line_no", "%1$d"));

    public static final EditableTable PAYMENT = new EditableTable(
            new TableRef("shop", "payment"),
            List.of("payment_id"),
            "tenant",
            OF_ARCHIVED_ORDER,
            "true",
            List.of(
                    Fragment.of("amount = amount + 0.01"),
                    Fragment.of("kind = kind || '2'"),
                    Fragment.of("reference = coalesce(reference, '') || '-'"),
                    dialect -> dialect.later("booked_at", 1_000, "microsecond")),
            new Rules(
                    List.of(
                            Fragment.of("t.client_id"),
                            Fragment.of("t.order_no"),
                            dialect -> dialect.day("t.booked_at"),
                            Fragment.of("t.kind"),
                            Fragment.of("t.currency")),
                    Set.of("shop.sales_order", "shop.client")),
            Map.of("payment_id", "%1$d"));

    /** Parents before children. */
    public static final List<EditableTable> ALL = List.of(CURRENCY, CLIENT, PRODUCT, SALES_ORDER, ORDER_LINE, PAYMENT);

    /** Tables in which a copy of a row may name a parent that does not exist, with the columns by which it does. */
    public static final Map<EditableTable, Map<String, String>> ORPHAN_KEY = Map.of(
            ORDER_LINE, Map.of("order_no", "%1$d", "line_no", "1"),
            PAYMENT, Map.of("order_no", "%1$d", "payment_id", "%1$d"));

    private ShopTargetTables() {}
}
