package dev.reconciler.app.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.Main;
import dev.reconciler.app.cli.Outcome;
import dev.reconciler.app.cli.Termination;
import dev.reconciler.run.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
    private static final String READER = "_reader";
    private static final String WRITER = "_writer";
    private static final List<String> TABLES = List.of("customers", "orders", "order_items");

    private final ShopDatabase source;
    private final ShopDatabase target;
    private final Path directory;
    private final Path config;
    private final List<Serving> serving = new ArrayList<>();

    /**
     * Between two databases of the server that all tests of this JVM share.
     *
     * @param more of the configuration, after the tables
     */
    public PipelineFixture(Path directory, String more) {
        this(ShopDatabase.postgres("shop_source"), ShopDatabase.postgres("shop_target"), directory, more);
    }

    public PipelineFixture(ShopDatabase source, ShopDatabase target, Path directory, String more) {
        this.source = source;
        this.target = target;
        this.directory = directory;
        this.config = directory.resolve("reconciler.yaml");
        configure(more);
    }

    /** Rewrites the configuration. */
    public void configure(String more) {
        String text = """
            pipeline: %s
            source: %s
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
                        source.configuration(),
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
        connectAs(target, ((PostgresShop) target).grantedRole(WRITER));
    }

    /** Connects to the source, which is PostgreSQL, as a role that owns the shop's tables, as a publication requires. */
    public void grantedSourceRole() {
        connectAs(source, ((PostgresShop) source).grantedRole(READER, "REPLICATION"));
        for (String table : TABLES) {
            source("ALTER TABLE " + table + " OWNER TO " + sourceRole());
        }
    }

    private void connectAs(ShopDatabase database, String role) {
        replaceConfiguration(
                "user: postgres, database: " + database.database(),
                "user: " + role + ", password: " + role + ", database: " + database.database());
    }

    public String targetRole() {
        return target.database() + WRITER;
    }

    public String sourceRole() {
        return source.database() + READER;
    }

    /** The pipeline's; slots are the cluster's, so it must not be another fixture's. */
    public String name() {
        return source.database();
    }

    public String slot() {
        return "reconciler_" + name();
    }

    public Path directory() {
        return directory;
    }

    /** Customers of two tenants, an order of each, with two items of each. */
    public void seed(int customers) {
        source.seed(customers);
    }

    /** A session on the source, which the caller closes. */
    public Connection connectSource() throws SQLException {
        return source.connect();
    }

    public void source(String... statements) {
        source.execute(statements);
    }

    /** Runs the statements in one transaction of the source. */
    public void sourceTransaction(String... statements) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void target(String... statements) {
        target.execute(statements);
    }

    /** Drops what the source's server keeps for the stream, if it keeps anything. */
    public void dropSlot() {
        source.dropStream(slot());
    }

    /** The objects that the source's server keeps for the stream, for people. */
    public List<String> streamObjects() {
        return source.streamObjects(slot());
    }

    /** Drops what the target's server keeps for a stream of its own. */
    public void dropTargetSlot(String slot) {
        target.dropStream(slot);
    }

    public List<Map<String, @Nullable Object>> querySource(String sql) {
        return source.query(sql);
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
        return TABLES.stream().allMatch(table -> source.texts(table).equals(target.texts(table)));
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
