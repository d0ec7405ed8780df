package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.oracle.ComparedTable;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables. On the source every change of a row gives it a version that is higher than all earlier ones. On the target a witness
 * trigger records each write that replaces a newer version by an older one, or changes nothing.
 *
 * <p>Rows from {@link #QUIET} on are reserved for drift: the load never touches them, and each is used once.
 */
final class CampaignShop {
    /** The load's accounts are 1 to this, its orders {@code account * 1000 + n}, its documents 1 to this. */
    static final int ACCOUNTS = 200;

    static final int QUIET = 5_000_000;
    /**
     * The difference between the key of an order that drift inserts and the key of its account; a multiple of three, so the
     * tenant is the same.
     */
    static final int NEW = 999_999;

    static final List<String> TENANTS = List.of("acme", "globex", "initech");

    /** The key columns of each table. */
    static final Map<String, List<String>> KEYS = Map.of(
            "accounts", List.of("id"),
            "orders", List.of("id"),
            "items", List.of("order_id", "line_no"),
            "docs", List.of("id"),
            "events", List.of("id"));

    private static final Map<String, List<String>> OTHERS = Map.of(
            "accounts", List.of("tenant_id", "name", "balance", "version"),
            "orders", List.of("tenant_id", "account_id", "state", "note", "version"),
            "items", List.of("tenant_id", "quantity", "price", "version"),
            "docs", List.of("tenant_id", "title", "body", "version"),
            "events", List.of("tenant_id", "payload", "version"));

    /** Parents before children. {@code %1$s} ends the tables that grow, {@code %2$s} the one with a cascading foreign key. */
    private static final String TABLES = """
            CREATE TABLE accounts (
                id int PRIMARY KEY, tenant_id varchar(40) NOT NULL, name text NOT NULL, balance numeric(14, 2) NOT NULL,
                version bigint NOT NULL);
            CREATE TABLE orders (
                id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, account_id int NOT NULL, state text NOT NULL,
                note text, version bigint NOT NULL, FOREIGN KEY (account_id) REFERENCES accounts (id));
            CREATE INDEX orders_account ON orders (account_id);
            CREATE TABLE items (
                order_id bigint NOT NULL, line_no int NOT NULL, tenant_id varchar(40) NOT NULL, quantity int NOT NULL,
                price numeric(14, 2) NOT NULL, version bigint NOT NULL, PRIMARY KEY (order_id, line_no)%2$s) %1$s;
            CREATE TABLE docs (
                id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, title text NOT NULL, body text NOT NULL,
                version bigint NOT NULL) %1$s;
            CREATE TABLE events (
                id bigint PRIMARY KEY, tenant_id varchar(40) NOT NULL, payload text NOT NULL,
                version bigint NOT NULL) %1$s;
            """;

    private static final String CASCADE =
            ", FOREIGN KEY (order_id) REFERENCES orders (id) ON UPDATE CASCADE ON DELETE CASCADE";

    /**
     * The log of commits has one row for each committed transaction that changes mapped rows, regardless of the end of its
     * session.
     */
    private static final String OF_SOURCE = """
            CREATE TABLE commit_log (id %s, what varchar(40) NOT NULL);
            CREATE TABLE numbers (n int PRIMARY KEY);
            INSERT INTO numbers WITH digits AS (
                SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4
                UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)
            SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d
            FROM digits a, digits b, digits c, digits e, digits f WHERE f.d < 2;
            """;

    private static final String OF_TARGET = """
            CREATE TABLE witness_last (
                tab varchar(40) NOT NULL, row_key varchar(100) NOT NULL, version bigint NOT NULL,
                PRIMARY KEY (tab, row_key));
            CREATE TABLE witness (
                kind varchar(40) NOT NULL, tab varchar(40) NOT NULL, row_key varchar(100) NOT NULL, before_it bigint,
                written bigint, who text, at timestamp(6));
            """;

    private CampaignShop() {}

    /** Returns a table's columns, those of the key first. */
    static List<String> columns(String table) {
        return Stream.concat(of(KEYS, table).stream(), of(OTHERS, table).stream())
                .toList();
    }

    private static List<String> of(Map<String, List<String>> map, String table) {
        return Objects.requireNonNull(map.get(table), table);
    }

    /** Returns the comparison of every table; the campaign's mapping changes no value. */
    static List<ComparedTable> compared(CampaignDialect source, CampaignDialect target) {
        return KEYS.keySet().stream()
                .map(table -> new ComparedTable(
                        target.schema() + "." + table,
                        of(KEYS, table).size(),
                        rows(source, table),
                        rows(target, table)))
                .toList();
    }

    private static String rows(CampaignDialect dialect, String table) {
        return columns(table).stream()
                .map(column -> column.equals("body") ? dialect.hash(column) : column)
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
    }

    /** Returns the tenant of the row with this number as its key, or as the first part of its key. */
    static TenantId tenantOf(int row) {
        return new TenantId(TENANTS.get(row % TENANTS.size()));
    }

    /** Returns a wrong tenant for a row. */
    static TenantId otherThan(TenantId tenant) {
        return new TenantId(TENANTS.get(tenant.value().equals(TENANTS.get(0)) ? 1 : 0));
    }

    /** The daemon's account must exist. */
    static String source(CampaignDialect dialect) {
        return TABLES.formatted(dialect.placement(), dialect.logsCascades() ? CASCADE : "")
                + OF_SOURCE.formatted(dialect.numbered())
                + dialect.source();
    }

    /** The daemon's account must exist. */
    static String target(CampaignDialect dialect) {
        return TABLES.formatted(dialect.placement(), CASCADE) + OF_TARGET + dialect.target();
    }

    /** Inserts rows for the load, and {@code quiet} rows of each table for drift. */
    static String fill(int quiet) {
        return """
                INSERT INTO accounts SELECT n, %1$s, 'name ' || n, 100, 0 FROM numbers WHERE n BETWEEN 1 AND %2$d;
                INSERT INTO accounts SELECT %3$d + n, %4$s, 'quiet ' || n, 100, 0 FROM numbers WHERE n <= %5$d;
                INSERT INTO orders SELECT a.id * 1000 + n, a.tenant_id, a.id, 'new', NULL, 0
                FROM accounts a, numbers WHERE n BETWEEN 1 AND 5 AND a.id <= %2$d;
                INSERT INTO orders SELECT %3$d + n, %4$s, %3$d + n, 'quiet', 'as it was', 0 FROM numbers WHERE n <= %5$d;
                INSERT INTO items SELECT o.id, n, o.tenant_id, n, 9.90, 0 FROM orders o, numbers WHERE n BETWEEN 1 AND 2;
                INSERT INTO docs SELECT n, %1$s, 'doc ' || n, repeat('long ' || n || ' ', 1000), 0
                FROM numbers WHERE n BETWEEN 1 AND %2$d;
                INSERT INTO docs SELECT %3$d + n, %4$s, 'quiet ' || n, repeat('quiet ' || n || ' ', 300), 0
                FROM numbers WHERE n <= %5$d;
                INSERT INTO events SELECT n, %1$s, 'payload ' || n, 0 FROM numbers WHERE n > 0;
                """.formatted(tenant("n"), ACCOUNTS, QUIET, tenant("(" + QUIET + " + n)"), quiet);
    }

    private static String tenant(String number) {
        return "CASE " + number + " % 3 WHEN 0 THEN 'acme' WHEN 1 THEN 'globex' ELSE 'initech' END";
    }
}
