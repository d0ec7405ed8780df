package dev.reconciler.app.testing;

import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The target of a {@link PipelineFixture}: a database of its own with the shop's tables, empty. */
public interface ShopTarget {
    /** The connection, as the configuration has it. */
    String configuration();

    /** The schema of the shop's tables. */
    String schema();

    void execute(String... statements);

    List<Map<String, @Nullable Object>> query(String sql);

    boolean hasControlTables();

    /** The rows of a table, each as one text that PostgreSQL's {@code t::text} also gives for equal values, in this order. */
    List<Map<String, @Nullable Object>> texts(String table);

    /** A target in the server that all tests of this JVM share. */
    static ShopTarget postgres() {
        return postgres(PostgresCluster.shared());
    }

    static ShopTarget postgres(PostgresCluster cluster) {
        return new PostgresShop(cluster, cluster.createDatabase("shop_target"));
    }

    static ShopTarget of(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        MySqlShop shop = new MySqlShop(server, server.createDatabase("shop_target"));
        shop.execute("DROP DATABASE IF EXISTS reconciler", """
                CREATE TABLE customers (
                    id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, name text NOT NULL, balance decimal(12,2))\
                """, """
                CREATE TABLE orders (
                    id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, customer_id bigint NOT NULL, note text,
                    placed_at timestamp(6) NOT NULL, FOREIGN KEY (customer_id) REFERENCES customers (id))\
                """, """
                CREATE TABLE order_items (
                    order_id bigint NOT NULL, line int NOT NULL, tenant_id varchar(40) NOT NULL, product text NOT NULL,
                    price decimal(12,2) NOT NULL, PRIMARY KEY (order_id, line),
                    FOREIGN KEY (order_id) REFERENCES orders (id))\
                """);
        return shop;
    }
}
