package dev.reconciler.app.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.Main;
import dev.reconciler.app.cli.Outcome;
import dev.reconciler.app.cli.Termination;
import dev.reconciler.run.RunListener;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline between two real databases with a small shop in the source and its empty tables in the target, operated as a user
 * does: by command lines. Each fixture has databases, slot and publication of its own.
 */
public final class PipelineFixture implements AutoCloseable {
    static final String TABLES = """
        CREATE TABLE customers (
            id bigint PRIMARY KEY, tenant_id text NOT NULL, name text NOT NULL, balance numeric(12,2));
        CREATE TABLE orders (
            id bigint PRIMARY KEY, tenant_id text NOT NULL, customer_id bigint NOT NULL REFERENCES customers,
            note text, placed_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE order_items (
            order_id bigint NOT NULL REFERENCES orders, line int NOT NULL, tenant_id text NOT NULL,
            product text NOT NULL, price numeric(12,2) NOT NULL, PRIMARY KEY (order_id, line))\
        """;

    /** Each table's columns as one text, as a target of another engine can print them as well. */
    private static final Map<String, String> TEXTS = Map.of(
            "customers",
            "concat_ws('|', id, tenant_id, name, balance)",
            "orders",
            "concat_ws('|', id, tenant_id, customer_id, note, to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'))",
            "order_items",
            "concat_ws('|', order_id, line, tenant_id, product, price)");

    private final PostgresCluster sourceCluster;
    private final String source;
    private final ShopTarget target;
    private final Path directory;
    private final Path config;
    private final List<Serving> serving = new ArrayList<>();

    /** @param more of the configuration, after the tables */
    public PipelineFixture(Path directory, String more) {
        this(PostgresCluster.shared(), ShopTarget.postgres(), directory, more);
    }

    public PipelineFixture(PostgresCluster sourceCluster, ShopTarget target, Path directory, String more) {
        this.sourceCluster = sourceCluster;
        this.target = target;
        this.directory = directory;
        this.source = sourceCluster.createDatabase("shop_source");
        this.config = directory.resolve("reconciler.yaml");
        sourceCluster.execute(source, TABLES);
        configure(more);
    }

    /** Rewrites the configuration. */
    public void configure(String more) {
        String text = """
            pipeline: %s
            source: {host: localhost, port: %d, user: postgres, database: %s}
            target: %s
            tables:
              - {source: customers, tenant: {column: tenant_id}}
              - {source: orders, tenant: {column: tenant_id}}
              - {source: order_items, tenant: {column: tenant_id}}
            http: {port: 0}
            schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
            apply: {spillDirectory: %s}
            rules: {directory: %s}
            %s
            """.formatted(
                        name(),
                        sourceCluster.port(),
                        source,
                        target.configuration(),
                        directory.resolve("spill"),
                        directory.resolve("rules"),
                        more);
        try {
            Files.writeString(config, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a part of the configuration as it is written. */
    public void replaceConfiguration(String part, String by) {
        try {
            Files.writeString(config, Files.readString(config).replace(part, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to the target, which is PostgreSQL, as a role that owns no table of the shop, and has all grants. */
    public void grantedTargetRole() {
        PostgresShop shop = (PostgresShop) target;
        grantedRole(shop.cluster(), shop.database(), targetRole());
    }

    /** Connects to the source as a role that owns the shop's tables, as a publication requires. */
    public void grantedSourceRole() {
        grantedRole(sourceCluster, source, sourceRole(), "REPLICATION");
        for (String table : List.of("customers", "orders", "order_items")) {
            source("ALTER TABLE " + table + " OWNER TO " + sourceRole());
        }
    }

    private void grantedRole(PostgresCluster cluster, String database, String role, String... attributes) {
        cluster.createRole(role, role, attributes);
        cluster.execute(
                database,
                "GRANT ALL ON DATABASE " + database + " TO " + role,
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
        replaceConfiguration(
                "user: postgres, database: " + database,
                "user: " + role + ", password: " + role + ", database: " + database);
    }

    public String targetRole() {
        return ((PostgresShop) target).database() + "_writer";
    }

    public String sourceRole() {
        return source + "_reader";
    }

    /** The pipeline's; slots are the cluster's, so it must not be another fixture's. */
    public String name() {
        return source;
    }

    public String slot() {
        return "reconciler_" + name();
    }

    public Path directory() {
        return directory;
    }

    /** Customers of two tenants, an order of each, with two items of each. */
    public void seed(int customers) {
        source("""
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

    /** A session on the source, which the caller closes. */
    public Connection connectSource() throws SQLException {
        return sourceCluster.connect(source);
    }

    public void source(String... statements) {
        sourceCluster.execute(source, statements);
    }

    public void target(String... statements) {
        target.execute(statements);
    }

    /** Drops the source's slot, if it exists. */
    public void dropSlot() {
        sourceCluster.dropSlot(source, slot());
    }

    /** Drops a slot of the target, which is PostgreSQL. */
    public void dropTargetSlot(String slot) {
        PostgresShop shop = (PostgresShop) target;
        shop.cluster().dropSlot(shop.database(), slot);
    }

    public List<Map<String, @Nullable Object>> querySource(String sql) {
        return sourceCluster.query(source, sql);
    }

    public List<Map<String, @Nullable Object>> queryTarget(String sql) {
        return target.query(sql);
    }

    /** The name by which commands know a table. */
    public String table(String name) {
        return target.schema() + "." + name;
    }

    public boolean hasControlTables() {
        return target.hasControlTables();
    }

    /** Returns whether both databases hold equal rows, by the servers' own text of the values. */
    public boolean isCopy() {
        return TEXTS.keySet().stream()
                .allMatch(table -> querySource(texts(table)).equals(target.texts(table)));
    }

    static String texts(String table) {
        return "SELECT " + TEXTS.get(table) + " AS t FROM " + table + " ORDER BY " + TEXTS.get(table)
                + " COLLATE \"C\"";
    }

    /** Runs a command line to its end. */
    public Outcome run(String... arguments) {
        return run(() -> new Stop(new CountDownLatch(1)), arguments);
    }

    /** As {@link #run}, with the result as JSON. */
    public JsonNode json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--format", "json"));
        Outcome outcome = run(all.toArray(String[]::new));
        try {
            return new ObjectMapper().readTree(outcome.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON of " + all + ": " + outcome, e);
        }
    }

    private Outcome run(java.util.function.Supplier<Termination> terminations, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        return Outcome.of(
                Main.commands(Map.of(), RunListener.NONE, terminations, "tester"), all.toArray(String[]::new));
    }

    /** Starts {@code serve}; returns at once. */
    public Serving serve(String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve"));
        arguments.addAll(List.of(options));
        CountDownLatch stop = new CountDownLatch(1);
        Serving started = new Serving(
                stop,
                CompletableFuture.supplyAsync(
                        () -> run(() -> new Stop(stop), arguments.toArray(String[]::new)),
                        work -> new Thread(work, "serve").start()));
        serving.add(started);
        return started;
    }

    /** A running {@code serve}. */
    public record Serving(CountDownLatch stop, CompletableFuture<Outcome> outcome) {
        /** Signals it to end, and returns its outcome. */
        public Outcome stopped() {
            stop.countDown();
            return ended();
        }

        /** The process's exit without a signal. */
        public Outcome ended() {
            return outcome.orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private record Stop(CountDownLatch requested) implements Termination {
        @Override
        public boolean isRequested() {
            return requested.getCount() == 0;
        }

        @Override
        public void close() {
            requested.countDown();
        }
    }

    /** Ends running processes, and drops the slot, which would retain the shared server's log. */
    @Override
    public void close() {
        serving.forEach(Serving::stopped);
        dropSlot();
    }
}
