package dev.reconciler.bench.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.bench.lab.shop.ShopDatabases;
import dev.reconciler.bench.lab.shop.ShopSeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class LoadTest {
    @Test
    void sameSeedSameRowsAndAnotherSeedOtherRows() throws Exception {
        List<String> first = loaded(7, 300).dumpSource();

        assertThat(loaded(7, 300).dumpSource()).isEqualTo(first);
        assertThat(loaded(8, 300).dumpSource()).isNotEqualTo(first);
    }

    @Test
    void archivedRowsStayAsTheyAre() throws Exception {
        ShopDatabases shop = ShopDatabases.filled(1, 40);
        String archived = """
                SELECT 'currency', c::text FROM currencies c WHERE archived
                UNION ALL SELECT 'customer', c::text FROM customers c WHERE archived
                UNION ALL SELECT 'product', p::text FROM products p WHERE archived
                UNION ALL SELECT 'order', o::text FROM orders o WHERE archived
                UNION ALL SELECT 'of customer', o::text FROM orders o
                    JOIN customers c ON c.id = customer_id WHERE c.archived
                UNION ALL SELECT 'item', i::text FROM order_items i JOIN orders o ON o.id = order_id WHERE o.archived
                UNION ALL SELECT 'of product', i::text FROM order_items i JOIN products p USING (sku) WHERE p.archived
                UNION ALL SELECT 'transaction', t::text FROM transactions t JOIN orders o ON o.id = order_id
                    WHERE o.archived
                ORDER BY 1, 2""";
        List<Map<String, Object>> before = shop.source(archived);

        traffic(shop, 3, 600);

        assertThat(before).hasSizeGreaterThan(200);
        assertThat(shop.source(archived)).isEqualTo(before);
    }

    @Test
    void loadHasWhatReplicationGetsWrong() throws Exception {
        ShopDatabases shop = ShopDatabases.filled(1, 40);
        Map<String, Object> before = statistics(shop);

        traffic(shop, 5, 600);

        // Reported by the server a moment after the session ends.
        await().untilAsserted(() -> {
            Map<String, Object> after = statistics(shop);
            for (String counter : before.keySet()) {
                assertThat((Long) after.get(counter)).as(counter).isGreaterThan((Long) before.get(counter));
            }
        });
        assertThat(shop.source("SELECT tenant_id FROM orders GROUP BY 1 HAVING count(*) > 40"))
                .hasSize(3);
        assertThat(shop.source("SELECT FROM products WHERE length(manual) > 10000"))
                .hasSizeGreaterThan(5);
        // Renumbered lines leave gaps, which new orders don't have.
        assertThat(shop.source("SELECT order_id FROM order_items GROUP BY 1 HAVING max(line_no) > count(*)"))
                .isNotEmpty();
    }

    private static Map<String, Object> statistics(ShopDatabases shop) {
        return shop.source("""
                        SELECT sum(n_tup_ins)::bigint AS inserted, sum(n_tup_upd)::bigint AS updated,
                               sum(n_tup_del)::bigint AS deleted,
                               sum(n_tup_upd) FILTER (WHERE relname = 'currencies')::bigint AS shared,
                               sum(n_tup_del) FILTER (WHERE relname = 'transactions')::bigint AS cancelled,
                               sum(n_tup_del) FILTER (WHERE relname = 'customers')::bigint AS gone
                        FROM pg_stat_user_tables""").get(0);
    }

    @Test
    void pauseMeansThatNothingIsWritten() {
        ShopDatabases shop = ShopDatabases.filled(1, 20);
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (Load load = load(shop, failures)) {
            load.start();
            await().until(() -> load.transactions() > 30);

            load.pause();
            long ended = load.transactions();
            List<String> rows = shop.dumpSource();
            assertThat(shop.source("SELECT FROM pg_stat_activity WHERE usename = 'shop_app' AND xact_start IS NOT NULL"
                            + " AND datname = current_database()"))
                    .isEmpty();
            assertThat(load.transactions()).isEqualTo(ended);
            assertThat(shop.dumpSource()).isEqualTo(rows);

            load.resume();
            await().until(() -> load.transactions() > ended);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void failureOfTheLoadIsReported() {
        ShopDatabases shop = ShopDatabases.filled(1, 20);
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (Load load = load(shop, failures)) {
            load.start();
            await().until(() -> load.transactions() > 0);

            shop.changeSource("ALTER TABLE products RENAME TO gone");

            await().until(() -> load.failure().isPresent());
            assertThat(failures).singleElement().isInstanceOf(SQLException.class);
        }
    }

    @Test
    void writerConnectsAgainAfterAnOutage() {
        ShopDatabases shop = ShopDatabases.filled(1, 20);
        AtomicInteger connections = new AtomicInteger();
        Load.Connections sometimesAway = () -> {
            if (connections.incrementAndGet() < 3) {
                throw new SQLException("away", "08001");
            }
            return shop.application().connect();
        };
        List<Exception> failures = new CopyOnWriteArrayList<>();
        try (Load load = new Load(
                sometimesAway,
                time -> Thread.onSpinWait(),
                e -> String.valueOf(e.getSQLState()).startsWith("08"),
                failures::add)) {
            load.add("load", Duration.ZERO, ShopTraffic.ofOneSide(new Random(2), ShopDatabases.CLOCK));
            load.start();

            await().until(() -> load.transactions() > 0);
        }
        assertThat(failures).isEmpty();
        assertThat(connections).hasValue(3);
    }

    private static Load load(ShopDatabases shop, List<Exception> failures) {
        Load load = new Load(shop.application()::connect, time -> Thread.onSpinWait(), outage -> false, failures::add);
        load.add("load", Duration.ZERO, ShopTraffic.ofOneSide(new Random(2), ShopDatabases.CLOCK));
        return load;
    }

    private static ShopDatabases loaded(long seed, int transactions) throws Exception {
        ShopDatabases shop = ShopDatabases.filled(seed, 20);
        traffic(shop, seed, transactions);
        return shop;
    }

    private static void traffic(ShopDatabases shop, long seed, int transactions) throws Exception {
        try (Connection connection = shop.application().connect()) {
            connection.setAutoCommit(false);
            ShopTraffic traffic = new ShopTraffic(
                    connection, new SingleTransaction(connection), new Random(seed), ShopDatabases.CLOCK);
            for (int i = 0; i < transactions; i++) {
                assertThat(ShopSeed.TENANTS).contains(traffic.next());
            }
        }
    }
}
