package dev.reconciler.bench.lab.load;

import dev.reconciler.bench.lab.shop.ShopDialect;
import dev.reconciler.bench.lab.shop.ShopSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The load's knowledge about one tenant's rows in the source: all except the archived ones, which it never touches. */
final class TenantShop {
    final String tenant;
    final List<UUID> customers = new ArrayList<>();
    final List<String> products = new ArrayList<>();
    /** Products that no order names yet, so that their key may change. */
    final List<String> drafts = new ArrayList<>();

    final List<OpenOrder> orders = new ArrayList<>();

    private TenantShop(String tenant) {
        this.tenant = tenant;
    }

    /** Reads the rows in key order, so that the same rows and the same seed make the same load. */
    static TenantShop read(Connection source, String tenant) throws SQLException {
        TenantShop shop = new TenantShop(tenant);
        for (List<@Nullable String> row : ShopSql.rows(
                source, "SELECT id FROM customers WHERE tenant_id = ? AND NOT archived ORDER BY id", tenant)) {
            shop.customers.add(UUID.fromString(text(row, 0)));
        }
        for (List<@Nullable String> row :
                ShopSql.rows(source, """
                SELECT p.sku, CASE WHEN EXISTS (SELECT 1 FROM order_items i WHERE i.sku = p.sku) THEN 't' ELSE 'f' END
                FROM products p WHERE p.tenant_id = ? AND NOT p.archived ORDER BY %s""".formatted(ShopDialect.of(source).text("p.sku")), tenant)) {
            (text(row, 1).equals("t") ? shop.products : shop.drafts).add(text(row, 0));
        }
        shop.readOrders(source);
        return shop;
    }

    private void readOrders(Connection source) throws SQLException {
        Map<Long, OpenOrder> byId = new LinkedHashMap<>();
        for (List<@Nullable String> row : ShopSql.rows(source, """
                SELECT o.id, o.customer_id, i.line_no FROM orders o LEFT JOIN order_items i ON i.order_id = o.id
                WHERE o.tenant_id = ? AND NOT o.archived ORDER BY o.id, i.line_no""", tenant)) {
            OpenOrder order = byId.computeIfAbsent(
                    Long.parseLong(text(row, 0)), id -> new OpenOrder(id, UUID.fromString(text(row, 1))));
            String line = row.get(2);
            if (line != null) {
                order.knowLine(Integer.parseInt(line));
            }
        }
        orders.addAll(byId.values());
    }

    private static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNull(row.get(column));
    }
}
