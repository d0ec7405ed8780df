package dev.reconciler.app.testing;

import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A MySQL or MariaDB target. */
record MySqlShop(MySqlFamilyServer server, String database) implements ShopTarget {
    private static final Map<String, String> TEXTS = Map.of(
            "customers",
            "concat_ws('|', id, tenant_id, name, balance)",
            "orders",
            "concat_ws('|', id, tenant_id, customer_id, note, date_format(convert_tz(placed_at, @@session.time_zone, '+00:00'), '%Y-%m-%d %H:%i:%s.%f'))",
            "order_items",
            "concat_ws('|', order_id, line, tenant_id, product, price)");

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
    public List<Map<String, @Nullable Object>> texts(String table) {
        return query("SELECT " + TEXTS.get(table) + " AS t FROM " + table + " ORDER BY " + TEXTS.get(table)
                + " COLLATE utf8mb4_bin");
    }
}
