package dev.reconciler.app.testing;

import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shop on PostgreSQL. */
record PostgresShop(PostgresCluster cluster, String database) implements ShopDatabase {
    private static final Map<String, String> TEXTS = Map.of(
            "customers",
            "concat_ws('|', id, tenant_id, name, balance)",
            "orders",
            "concat_ws('|', id, tenant_id, customer_id, note, to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'))",
            "order_items",
            "concat_ws('|', order_id, line, tenant_id, product, price)");

    PostgresShop {
        cluster.execute(database, """
                CREATE TABLE customers (
                    id bigint PRIMARY KEY, tenant_id text NOT NULL, name text NOT NULL, balance numeric(12,2));
                CREATE TABLE orders (
                    id bigint PRIMARY KEY, tenant_id text NOT NULL, customer_id bigint NOT NULL REFERENCES customers,
                    note text, placed_at timestamptz NOT NULL DEFAULT now());
                CREATE TABLE order_items (
                    order_id bigint NOT NULL REFERENCES orders, line int NOT NULL, tenant_id text NOT NULL,
                    product text NOT NULL, price numeric(12,2) NOT NULL, PRIMARY KEY (order_id, line))\
                """);
    }

    @Override
    public String configuration() {
        return "{host: localhost, port: " + cluster.port() + ", user: postgres, database: " + database + "}";
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public Connection connect() throws SQLException {
        return cluster.connect(database);
    }

    @Override
    public void execute(String... statements) {
        cluster.execute(database, statements);
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql) {
        return cluster.query(database, sql);
    }

    @Override
    public boolean hasControlTables() {
        return !query("SELECT 1 FROM pg_namespace WHERE nspname = 'reconciler'").isEmpty();
    }

    @Override
    public void seed(int customers) {
        execute("""
            INSERT INTO customers SELECT i, CASE WHEN i %% 2 = 0 THEN 'acme' ELSE 'globex' END, 'customer ' || i, i * 1.5
            FROM generate_series(1, %d) i\
            """.formatted(customers), """
            INSERT INTO orders (id, tenant_id, customer_id, note)
            SELECT id, tenant_id, id, 'first' FROM customers\
            """, """
            INSERT INTO order_items
            SELECT id, line, tenant_id, 'product ' || line, line * 9.99 FROM orders, generate_series(1, 2) line\
            """);
    }

    @Override
    public List<Map<String, @Nullable Object>> texts(String table) {
        return query("SELECT " + TEXTS.get(table) + " AS t FROM " + table + " ORDER BY " + TEXTS.get(table)
                + " COLLATE \"C\"");
    }

    @Override
    public List<String> streamObjects(String stream) {
        return Stream.of(
                        "SELECT 'publication ' || pubname AS o FROM pg_publication",
                        "SELECT 'slot ' || slot_name AS o FROM pg_replication_slots WHERE slot_name = '" + stream + "'")
                .flatMap(sql -> query(sql).stream())
                .map(row -> String.valueOf(row.get("o")))
                .toList();
    }

    @Override
    public void dropStream(String stream) {
        cluster.dropSlot(database, stream);
    }

    /**
     * Makes a role that has all grants and owns no table.
     *
     * @return the role's name, which is its password too
     */
    String grantedRole(String suffix, String... attributes) {
        String role = database + suffix;
        cluster.createRole(role, role, attributes);
        execute(
                "GRANT ALL ON DATABASE " + database + " TO " + role,
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
        return role;
    }
}
