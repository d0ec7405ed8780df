package dev.reconciler.app.testing;

import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shop on MySQL or MariaDB. */
record MySqlShop(MySqlFamilyServer server, String database) implements ShopDatabase {
    private static final Map<String, String> TEXTS = Map.of(
            "customers",
            "concat_ws('|', id, tenant_id, name, balance)",
            "orders",
            "concat_ws('|', id, tenant_id, customer_id, note, date_format(convert_tz(placed_at, @@session.time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s.%f'))",
            "order_items",
            "concat_ws('|', order_id, line, tenant_id, product, price)");

    /** Makes the tables, and removes those of earlier pipelines with a target on this server. */
    static MySqlShop create(MySqlFamilyServer server, String prefix) {
        server.execute("", "SET GLOBAL binlog_row_metadata = FULL", "DROP DATABASE IF EXISTS reconciler");
        MySqlShop shop = new MySqlShop(server, server.createDatabase(prefix));
        shop.execute("""
                CREATE TABLE customers (
                    id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, name text NOT NULL, balance decimal(12,2))\
                """, """
                CREATE TABLE orders (
                    id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, customer_id bigint NOT NULL, note text,
                    placed_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
                    FOREIGN KEY (customer_id) REFERENCES customers (id))\
                """, """
                CREATE TABLE order_items (
                    order_id bigint NOT NULL, line int NOT NULL, tenant_id varchar(40) NOT NULL, product text NOT NULL,
                    price decimal(12,2) NOT NULL, PRIMARY KEY (order_id, line),
                    FOREIGN KEY (order_id) REFERENCES orders (id))\
                """);
        return shop;
    }

    @Override
    public String configuration() {
        return "{url: \"" + server.flavor().label() + "://" + server.user() + "@" + server.host() + ":" + server.port()
                + "/" + database + "\", password: " + server.password() + "}";
    }

    @Override
    public String schema() {
        return database;
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(database);
    }

    @Override
    public void execute(String... statements) {
        server.execute(database, statements);
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql) {
        return server.query(database, sql);
    }

    @Override
    public boolean hasControlTables() {
        return !query("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'reconciler'")
                .isEmpty();
    }

    @Override
    public void seed(int customers) {
        execute("""
            INSERT INTO customers
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
            SELECT i, CASE WHEN i %% 2 = 0 THEN 'acme' ELSE 'globex' END, concat('customer ', i), i * 1.5 FROM n\
            """.formatted(customers), """
            INSERT INTO orders (id, tenant_id, customer_id, note)
            SELECT id, tenant_id, id, 'first' FROM customers\
            """, """
            INSERT INTO order_items
            SELECT id, n.line, tenant_id, concat('product ', n.line), n.line * 9.99
            FROM orders, (SELECT 1 AS line UNION ALL SELECT 2) n\
            """);
    }

    @Override
    public List<Map<String, @Nullable Object>> texts(String table) {
        return query("SELECT " + TEXTS.get(table) + " AS t FROM " + table + " ORDER BY " + TEXTS.get(table)
                + " COLLATE utf8mb4_bin");
    }

    /** The servers keep their log for a time, not for its readers. */
    @Override
    public List<String> streamObjects(String stream) {
        return List.of();
    }

    @Override
    public void dropStream(String stream) {}
}
