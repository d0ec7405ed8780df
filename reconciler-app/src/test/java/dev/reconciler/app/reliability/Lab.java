package dev.reconciler.app.reliability;

import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A source and a target server, each with a small shop: accounts, their orders, the orders' lines. Foreign keys on both sides.
 * Sessions commit without waiting for a standby unless they ask for it, so a test can make single commits hang.
 */
final class Lab implements AutoCloseable {
    static final String PIPELINE = "lab";
    static final List<String> TABLES = List.of("accounts", "orders", "lines");
    static final String SCHEMA = """
            CREATE TABLE accounts (
                id int PRIMARY KEY, tenant_id text NOT NULL, name text NOT NULL, balance numeric(14, 2) NOT NULL,
                version bigint NOT NULL);
            CREATE TABLE orders (
                id bigint PRIMARY KEY, tenant_id text NOT NULL, account_id int NOT NULL REFERENCES accounts,
                state text NOT NULL, note text, version bigint NOT NULL);
            CREATE INDEX ON orders (account_id);
            CREATE TABLE lines (
                order_id bigint NOT NULL REFERENCES orders, line_no int NOT NULL, tenant_id text NOT NULL,
                quantity int NOT NULL, price numeric NOT NULL, version bigint NOT NULL, PRIMARY KEY (order_id, line_no))""";

    final PostgresCluster source;
    final PostgresCluster target;
    private final Path directory;

    Lab() {
        source =
                PostgresCluster.builder().setting("synchronous_commit", "local").start();
        target = PostgresCluster.builder().start();
        try {
            directory = Files.createTempDirectory("reconciler-lab-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.execute("postgres", "CREATE DATABASE shop");
        target.execute("postgres", "CREATE DATABASE shop");
        source.execute("shop", SCHEMA);
        target.execute("shop", SCHEMA);
    }

    /** Accounts 1 to {@code accounts}, each with {@code orders} orders of two lines; the target gets them only by a backfill. */
    void fillSource(int accounts, int orders) {
        source.execute("shop", fill(accounts, orders));
    }

    /** The same rows on both sides. */
    void fillBoth(int accounts, int orders) {
        fillSource(accounts, orders);
        target.execute("shop", fill(accounts, orders));
    }

    private static String fill(int accounts, int orders) {
        return """
                INSERT INTO accounts SELECT i, 't' || i %% 3, 'name ' || i, 100, 1 FROM generate_series(1, %1$d) i;
                INSERT INTO orders SELECT a.id * 1000000::bigint + o, a.tenant_id, a.id, 'new', NULL, 1
                FROM accounts a, generate_series(1, %2$d) o;
                INSERT INTO lines SELECT o.id, l, o.tenant_id, l, 9.90, 1 FROM orders o, generate_series(1, 2) l;
                ANALYZE""".formatted(accounts, orders);
    }

    /** @param more further YAML, at the top level */
    ReconcilerConfig config(String initial, String more) {
        return new ConfigLoader(Map.of()).load(configFile(initial, more));
    }

    Path configFile(String initial, String more) {
        String yaml = """
                pipeline: %s
                initial: %s
                source: {host: localhost, port: %d, user: postgres, password: postgres, database: shop}
                target: {host: localhost, port: %d, user: postgres, password: postgres, database: shop, maxConnections: 20}
                tables:
                  - {source: accounts, tenant: {column: tenant_id}}
                  - {source: orders, tenant: {column: tenant_id}}
                  - {source: lines, tenant: {column: tenant_id}}
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                %s""".formatted(PIPELINE, initial, source.port(), target.port(), more);
        try {
            return Files.writeString(directory.resolve("reconciler.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Streaming stream(Application application) {
        return stream(application, ApplyListener.NONE);
    }

    static Streaming stream(Application application, ApplyListener listener) {
        return application.stream("test", listener, ApplyHooks.NONE);
    }

    /** One checksum of every table and tenant. */
    static Finished checksum(Application application) {
        return run(application, JobKind.CHECKSUM);
    }

    static Finished run(Application application, JobKind job) {
        return application
                .runService()
                .run(RunRequest.all(job, "test"))
                .orElseThrow(() -> new AssertionError("a run of the job is running already: " + job));
    }

    /** Returns all recorded discrepancies. */
    static List<Discrepancy> found(Application application) {
        return found(application, PIPELINE);
    }

    static List<Discrepancy> found(Application application, String pipeline) {
        return application
                .stores()
                .records()
                .discrepancies()
                .search(DiscrepancyQuery.of(pipeline, new PageRequest(0, 1000)))
                .items();
    }

    /** The events that could not be applied. */
    List<Map<String, Object>> parkedEvents() {
        return target.query("shop", "SELECT table_id, key, operation, error FROM reconciler.parked_event");
    }

    /** The number of distinct source transactions that the target records as applied. */
    long applied() {
        return (Long) target.query("shop", "SELECT sequence FROM reconciler.checkpoint")
                .get(0)
                .get("sequence");
    }

    /** Returns the rows of either side that the other lacks, by separate SQL; empty if both are equal. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        for (String table : TABLES) {
            List<String> there = rows(source, table);
            List<String> here = rows(target, table);
            there.stream().filter(row -> !here.contains(row)).forEach(row -> differences.add("only source: " + row));
            here.stream().filter(row -> !there.contains(row)).forEach(row -> differences.add("only target: " + row));
        }
        return differences;
    }

    /** Returns whether both sides hold the same rows now. */
    boolean isEqual() {
        return TABLES.stream().allMatch(table -> digest(source, table).equals(digest(target, table)));
    }

    private static String digest(PostgresCluster cluster, String table) {
        return cluster.query(
                        "shop",
                        "SELECT count(*) || md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS d FROM " + table
                                + " t")
                .toString();
    }

    private static List<String> rows(PostgresCluster cluster, String table) {
        return cluster.query("shop", "SELECT t::text AS r FROM " + table + " t ORDER BY 1").stream()
                .map(row -> table + row.get("r"))
                .toList();
    }

    /** From now on a commit waits for a standby that never comes, if its session has {@code synchronous_commit = on}. */
    void loseStandby() {
        source.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
        // The checkpointer reads the setting in its own time, and until then no commit waits.
        try (HangingSession probe = hanging()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                probe.execute("CREATE TABLE IF NOT EXISTS probe (n int)").execute("INSERT INTO probe VALUES (1)");
                return probe.commitWaits();
            });
        } catch (SQLException e) {
            throw new IllegalStateException("could not try a commit", e);
        }
    }

    /** A session on the source whose commits hang once {@link #loseStandby} was called. */
    HangingSession hanging() throws SQLException {
        Connection connection = source.connect("shop");
        return new HangingSession(source, connection);
    }

    @Override
    public void close() {
        try (source;
                target) {
            return;
        }
    }
}
