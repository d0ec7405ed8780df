package dev.reconciler.rules;

import dev.reconciler.row.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Statements on the shop's source, and the keys that they touch. */
final class ShopData {
    static final String ANN = "00000000-0000-0000-0000-00000000000a";
    static final String BOB = "00000000-0000-0000-0000-00000000000b";
    static final String GUS = "00000000-0000-0000-0000-0000000000c1";
    private static final String DAY = "'2026-03-01 10:00:00Z'";

    private ShopData() {}

    static Map<String, List<RowKey>> keys(String table, String... keys) {
        Map<String, List<RowKey>> map = new HashMap<>();
        map.put(table, List.of(keys).stream().map(RowKey::of).toList());
        return map;
    }

    /** Two customers of acme, one of globex; orders 1 and 2; payments 1 to 4, the last of globex. */
    static void seed(ShopPipeline shop) {
        Map<String, List<RowKey>> keys = keys("shop.currency", "EUR", "USD");
        keys.putAll(keys("shop.client", ANN, BOB, GUS));
        keys.putAll(keys("shop.product", "ax", "gx"));
        keys.putAll(keys("shop.sales_order", "1", "2"));
        keys.put("shop.order_line", List.of(RowKey.of("1", "1"), RowKey.of("1", "2"), RowKey.of("2", "1")));
        keys.putAll(keys("shop.payment", "1", "2", "3", "4"));
        shop.replicate(
                keys,
                "INSERT INTO currencies VALUES ('EUR', 'Euro', 2, 1.1, false, now()), ('USD', 'Dollar', 2, 1, false, now())",
                customer(ANN, "acme", "Ann@acme.test"),
                customer(BOB, "acme", "bob@acme.test"),
                customer(GUS, "globex", "gus@globex.test"),
                product("ax", "acme"),
                product("gx", "globex"),
                order(1, "acme", ANN),
                order(2, "globex", GUS),
                "INSERT INTO order_items VALUES (1, 1, 'acme', 'ax', 2, 10.00, 0), (1, 2, 'acme', 'ax', 1, 9.99, 0.1),"
                        + " (2, 1, 'globex', 'gx', 5, 1.00, 0)",
                payment(1, "acme", ANN, "10.00"),
                payment(2, "acme", ANN, "-2.50"),
                payment(3, "acme", BOB, "7.25"),
                payment(4, "globex", GUS, "100.00"));
    }

    static String customer(String id, String tenant, String email) {
        return "INSERT INTO customers (id, tenant_id, email, full_name, profile, tags, credit_limit, created_at,"
                + " updated_at) VALUES ('" + id + "', '" + tenant + "', '" + email
                + "', ' A B ', '{\"a\": 1}', '{x,y}', 50, "
                + DAY + ", " + DAY + ")";
    }

    static String product(String sku, String tenant) {
        return "INSERT INTO products (sku, tenant_id, title, price, currency_code, attributes, labels, stock, updated_at)"
                + " VALUES ('" + sku + "', '" + tenant + "', 't', 10, 'EUR', '{}', '{}', 5, " + DAY + ")";
    }

    static String order(long id, String tenant, String customer) {
        return "INSERT INTO orders (id, tenant_id, customer_id, status, currency_code, total, shipping, placed_at,"
                + " updated_at) OVERRIDING SYSTEM VALUE VALUES (" + id + ", '" + tenant + "', '" + customer
                + "', 'new', 'EUR', 30, '{}', " + DAY + ", " + DAY + ")";
    }

    static String payment(long id, String tenant, String customer, String amount) {
        return "INSERT INTO transactions (id, tenant_id, customer_id, kind, amount, currency_code, booked_at)"
                + " OVERRIDING SYSTEM VALUE VALUES (" + id + ", '" + tenant + "', '" + customer + "', 'charge', "
                + amount
                + ", 'EUR', " + DAY + ")";
    }
}
