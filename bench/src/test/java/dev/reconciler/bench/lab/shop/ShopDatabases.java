package dev.reconciler.bench.lab.shop;

import dev.reconciler.bench.lab.oracle.ComparedTable;
import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.bench.lab.oracle.ShopComparison;
import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Source and target of a shop for one test, as two databases of the shared cluster. */
public final class ShopDatabases {
    public static final InstantSource CLOCK = Clock.fixed(Instant.parse("2026-03-29T00:59:59.999999Z"), ZoneOffset.UTC);

    private static final PostgresCluster CLUSTER = PostgresCluster.shared();

    private final String source = CLUSTER.createDatabase("shop_source");
    private final String target = CLUSTER.createDatabase("shop_target");

    private ShopDatabases() {}

    /** With empty tables. */
    public static ShopDatabases empty() {
        roles();
        ShopDatabases databases = new ShopDatabases();
        for (String database : List.of(databases.source, databases.target)) {
            CLUSTER.execute("postgres", "ALTER DATABASE " + database + " OWNER TO shop_app");
        }
        ShopSchema.install(databases.application(), databases.targetOwner());
        return databases;
    }

    /** With a filled source. */
    public static ShopDatabases filled(long seed, int customersPerTenant) {
        ShopDatabases databases = empty();
        new ShopSeed(new Random(seed), CLOCK).fill(databases.application(), customersPerTenant);
        return databases;
    }

    /** With a filled source and a target that agrees with it. */
    public static ShopDatabases migrated(long seed, int customersPerTenant) throws SQLException {
        ShopDatabases databases = filled(seed, customersPerTenant);
        databases.migrate();
        return databases;
    }

    private static void roles() {
        for (String role : List.of("shop_app", "reconciler", "night_batch")) {
            CLUSTER.execute("postgres", """
                    DO $$ BEGIN
                        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                            CREATE ROLE %1$s LOGIN PASSWORD '%1$s';
                        END IF;
                    END $$""".formatted(role));
        }
        CLUSTER.execute("postgres", "GRANT SET ON PARAMETER session_replication_role TO night_batch");
    }

    public Login application() {
        return new Login(CLUSTER.jdbcUrl(source), "shop_app", "shop_app");
    }

    public Login targetOwner() {
        return new Login(CLUSTER.jdbcUrl(target), "shop_app", "shop_app");
    }

    public Login rogue() {
        return new Login(CLUSTER.jdbcUrl(target), "night_batch", "night_batch");
    }

    public IndependentComparison comparison() {
        return new IndependentComparison(application(), targetOwner(), ShopComparison.TABLES);
    }

    public List<Map<String, @Nullable Object>> source(String sql) {
        return CLUSTER.query(source, sql);
    }

    public List<Map<String, @Nullable Object>> target(String sql) {
        return CLUSTER.query(target, sql);
    }

    public void changeSource(String sql) {
        CLUSTER.execute(source, sql);
    }

    public void changeTarget(String sql) {
        CLUSTER.execute(target, sql);
    }

    private void migrate() throws SQLException {
        String texts = targetOwner().jdbcUrl() + "?stringtype=unspecified";
        try (Connection from = application().connect();
                Connection to = new Login(texts, "shop_app", "shop_app").connect()) {
            for (ComparedTable pair : ShopComparison.TABLES) {
                String columns = pair.target()
                        .substring("SELECT ".length(), pair.target().indexOf("FROM"));
                int width = columns.split(",").length;
                String insert = "INSERT INTO " + pair.table() + " (" + columns + ") VALUES ("
                        + String.join(", ", Collections.nCopies(width, "?")) + ")";
                try (PreparedStatement statement = to.prepareStatement(insert)) {
                    for (List<@Nullable String> row : ShopSql.rows(from, pair.source())) {
                        for (int i = 0; i < width; i++) {
                            statement.setString(i + 1, row.get(i));
                        }
                        statement.addBatch();
                    }
                    statement.executeBatch();
                }
            }
        }
    }

    /** All rows of the source as text, in an order of their own. */
    public List<String> dumpSource() {
        return List.of("currencies", "customers", "products", "orders", "order_items", "transactions").stream()
                .flatMap(table -> source("SELECT t::text AS r FROM " + table + " t ORDER BY 1").stream()
                        .map(row -> table + row.get("r")))
                .toList();
    }
}
