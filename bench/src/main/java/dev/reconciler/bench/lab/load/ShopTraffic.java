package dev.reconciler.bench.lab.load;

import dev.reconciler.bench.lab.shop.ShopSeed;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.bench.lab.shop.ShopValues;
import dev.reconciler.bench.lab.shop.ShopWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The transactions of customers and staff on the source, one after another: the same seed on the same rows gives the same
 * transactions.
 *
 * <p>It keeps the existing rows in memory, so no other writer may change rows of the source that are not archived. It can't be
 * used after a failure.
 */
public final class ShopTraffic {
    /** Above this number a tenant cancels as many orders as it places, so that an endless demo doesn't fill the disk. */
    private static final int MOST_ORDERS = 3_000;
    /** A few rows that get a good part of the updates. */
    private static final int HOT = 5;

    private final Connection source;
    private final ShopValues values;
    private final ShopWriter writer;
    private final BusinessTransaction transaction;
    private final List<TenantShop> shops = new ArrayList<>();

    /**
     * Returns the session of an application that writes only the source.
     *
     * @param random seeded, not shared
     */
    public static Load.Session ofOneSide(RandomGenerator random, InstantSource clock) {
        return source -> new ShopTraffic(source, new SingleTransaction(source), random, clock)::next;
    }

    /** Returns the session of an application that writes both sides. */
    public static Load.Session ofBothSides(TargetWriter target, RandomGenerator random, InstantSource clock) {
        return source -> new ShopTraffic(source, target.on(source), random, clock)::next;
    }

    /** @param source not in auto-commit mode */
    ShopTraffic(Connection source, BusinessTransaction transaction, RandomGenerator random, InstantSource clock)
            throws SQLException {
        this.source = source;
        this.transaction = transaction;
        this.values = new ShopValues(random);
        this.writer = new ShopWriter(values, clock, transaction);
        for (String tenant : ShopSeed.TENANTS) {
            shops.add(TenantShop.read(source, tenant));
        }
        source.commit();
    }

    /** Executes one transaction and commits it; returns its tenant. */
    String next() throws SQLException, InterruptedException {
        TenantShop shop = values.oneOf(shops);
        int dice = values.between(0, 99);
        if (dice < 30) {
            buy(shop);
        } else if (dice < 40) {
            shop.customers.add(writer.customer(source, shop.tenant, false));
        } else if (dice < 60) {
            changeHotRows(shop);
        } else if (dice < 70) {
            refund(shop);
        } else if (dice < 78 || shop.orders.size() > MOST_ORDERS) {
            cancel(shop);
        } else if (dice < 83) {
            renumberLine(shop);
        } else if (dice < 88) {
            renameDraft(shop);
        } else if (dice < 94) {
            rewriteManual(shop);
        } else if (dice < 97) {
            changeMindTwice(shop);
        } else {
            newRates();
        }
        transaction.commit();
        return shop.tenant;
    }

    private void buy(TenantShop shop) throws SQLException {
        if (shop.orders.size() > MOST_ORDERS) {
            cancel(shop);
        }
        UUID customer;
        if (values.chance(0.2)) {
            customer = writer.customer(source, shop.tenant, false);
            shop.customers.add(customer);
        } else {
            customer = values.oneOf(shop.customers);
        }
        List<String> skus = new ArrayList<>();
        for (int line = values.between(1, 4); line > 0; line--) {
            skus.add(values.oneOf(shop.products));
        }
        shop.orders.add(writer.order(source, shop.tenant, customer, skus, false));
        for (String sku : skus) {
            // Does not change the manual, which is stored out of line.
            ShopSql.updateOne(
                    source,
                    "UPDATE products SET stock = stock - 1, updated_at = ? WHERE tenant_id = ? AND sku = ?",
                    writer.now(),
                    shop.tenant,
                    sku);
            transaction.wrote("products", sku);
        }
    }

    private void changeHotRows(TenantShop shop) throws SQLException {
        UUID customer = hot(shop.customers);
        ShopSql.updateOne(
                source,
                """
                UPDATE customers SET credit_limit = ?, tags = ?, phone = ?, updated_at = ?
                WHERE tenant_id = ? AND id = ?""",
                values.money(5_000),
                new ShopSql.Text(values.tags()),
                values.phone(),
                writer.now(),
                shop.tenant,
                customer);
        transaction.wrote("customers", customer);
        String product = hot(shop.products);
        ShopSql.updateOne(
                source, """
                UPDATE products SET price = ?, attributes = ?, updated_at = ?
                WHERE tenant_id = ? AND sku = ?""", values.money(900), new ShopSql.Text(values.profile()), writer.now(), shop.tenant, product);
        transaction.wrote("products", product);
    }

    private <T> T hot(List<T> rows) {
        return values.oneOf(rows.subList(0, Math.min(HOT, rows.size())));
    }

    private void refund(TenantShop shop) throws SQLException {
        OpenOrder order = values.oneOf(shop.orders);
        ShopSql.updateOne(
                source,
                "UPDATE orders SET status = 'refunded', note = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
                values.note(),
                writer.now(),
                shop.tenant,
                order.id);
        transaction.wrote("orders", order.id);
        BigDecimal amount = values.money(100).negate();
        writer.transaction(source, shop.tenant, order.customer, order.id, "refund", amount);
    }

    private void cancel(TenantShop shop) throws SQLException {
        OpenOrder order = shop.orders.remove(values.between(0, shop.orders.size() - 1));
        ShopSql.keys(source, "SELECT id FROM transactions WHERE tenant_id = ? AND order_id = ?", shop.tenant, order.id)
                .forEach(id -> transaction.wrote("transactions", id));
        ShopSql.update(source, "DELETE FROM transactions WHERE tenant_id = ? AND order_id = ?", shop.tenant, order.id);
        ShopSql.update(source, "DELETE FROM order_items WHERE tenant_id = ? AND order_id = ?", shop.tenant, order.id);
        order.lines().forEach(line -> transaction.wrote("order_items", order.id, line));
        ShopSql.updateOne(source, "DELETE FROM orders WHERE tenant_id = ? AND id = ?", shop.tenant, order.id);
        transaction.wrote("orders", order.id);
    }

    /** Changes one part of a composite key. */
    private void renumberLine(TenantShop shop) throws SQLException {
        OpenOrder order = values.oneOf(shop.orders);
        int from = values.oneOf(order.lines());
        int to = order.addLine();
        order.removeLine(from);
        ShopSql.updateOne(
                source,
                "UPDATE order_items SET line_no = ? WHERE tenant_id = ? AND order_id = ? AND line_no = ?",
                to,
                shop.tenant,
                order.id,
                from);
        transaction.wrote("order_items", order.id, from);
        transaction.wrote("order_items", order.id, to);
    }

    /** Changes the key of a row whose manual, stored out of line, the log then doesn't repeat. */
    private void renameDraft(TenantShop shop) throws SQLException {
        if (shop.drafts.size() < HOT) {
            shop.drafts.add(writer.product(source, shop.tenant, true, false));
            return;
        }
        String from = shop.drafts.remove(values.between(0, shop.drafts.size() - 1));
        String to = writer.sku(shop.tenant);
        ShopSql.updateOne(
                source,
                "UPDATE products SET sku = ?, updated_at = ? WHERE tenant_id = ? AND sku = ?",
                to,
                writer.now(),
                shop.tenant,
                from);
        transaction.wrote("products", from);
        transaction.wrote("products", to);
        // Some go on sale, and keep their key after that.
        (values.chance(0.2) ? shop.products : shop.drafts).add(to);
    }

    private void rewriteManual(TenantShop shop) throws SQLException {
        String sku = values.oneOf(shop.products);
        ShopSql.updateOne(
                source,
                "UPDATE products SET manual = ?, updated_at = ? WHERE tenant_id = ? AND sku = ?",
                values.chance(0.2) ? null : values.longText(),
                writer.now(),
                shop.tenant,
                sku);
        transaction.wrote("products", sku);
    }

    /** Changes one row several times in one transaction, and inserts a row that it deletes again. */
    private void changeMindTwice(TenantShop shop) throws SQLException {
        UUID passing = writer.customer(source, shop.tenant, false);
        for (int i = 0; i < 3; i++) {
            ShopSql.updateOne(
                    source,
                    "UPDATE customers SET full_name = ?, updated_at = ? WHERE tenant_id = ? AND id = ?",
                    values.name(),
                    writer.now(),
                    shop.tenant,
                    shop.customers.get(0));
        }
        transaction.wrote("customers", shop.customers.get(0));
        ShopSql.updateOne(source, "DELETE FROM customers WHERE tenant_id = ? AND id = ?", shop.tenant, passing);
    }

    /** Changes the table that all tenants share. */
    private void newRates() throws SQLException {
        String some = " WHERE NOT archived AND code <> 'USD'";
        ShopSql.update(
                source,
                "UPDATE currencies SET usd_rate = usd_rate * ?, updated_at = ?" + some,
                values.chance(0.5) ? new BigDecimal("1.01") : new BigDecimal("0.99"),
                writer.now());
        ShopSql.keys(source, "SELECT code FROM currencies" + some)
                .forEach(code -> transaction.wrote("currencies", code));
    }
}
