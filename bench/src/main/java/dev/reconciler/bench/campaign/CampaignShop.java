package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.oracle.ComparedTable;
import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Map;

/**
 * The tables. On the source every change of a row, also one by a cascade, gives it a version that is higher than all earlier
 * ones. On the target a witness trigger records each write that replaces a newer version by an older one, or writes a version
 * that the row already has.
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
            "lines", List.of("order_id", "line_no"),
            "docs", List.of("id"),
            "events", List.of("id"));

    /** The same query on both sides: the campaign's mapping changes no value. */
    static final List<ComparedTable> COMPARED = KEYS.entrySet().stream()
            .map(table -> compared(table.getKey(), table.getValue()))
            .toList();

    private static final String TABLES = """
            CREATE TABLE accounts (
                id int PRIMARY KEY, tenant_id text NOT NULL, name text NOT NULL, balance numeric(14, 2) NOT NULL,
                version bigint NOT NULL);
            CREATE TABLE orders (
                id bigint PRIMARY KEY, tenant_id text NOT NULL, account_id int NOT NULL REFERENCES accounts,
                state text NOT NULL, note text, version bigint NOT NULL);
            CREATE INDEX ON orders (account_id);
            CREATE TABLE lines (
                order_id bigint NOT NULL REFERENCES orders ON UPDATE CASCADE ON DELETE CASCADE, line_no int NOT NULL,
                tenant_id text NOT NULL, quantity int NOT NULL, price numeric NOT NULL, version bigint NOT NULL,
                PRIMARY KEY (order_id, line_no));
            CREATE TABLE docs (
                id bigint PRIMARY KEY, tenant_id text NOT NULL, title text NOT NULL, body text NOT NULL,
                version bigint NOT NULL);
            ALTER TABLE docs ALTER COLUMN body SET STORAGE EXTERNAL;
            CREATE TABLE events (
                id bigint PRIMARY KEY, tenant_id text NOT NULL, payload text NOT NULL, version bigint NOT NULL)""";

    /**
     * The log of commits has one row for each committed transaction that changes mapped rows, regardless of the end of its
     * session.
     */
    private static final String SOURCE = """
            CREATE TABLE commit_log (id bigint GENERATED ALWAYS AS IDENTITY, what text NOT NULL);
            CREATE SEQUENCE versions;
            CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                NEW.version := nextval('versions');
                RETURN NEW;
            END $$;
            CREATE ROLE shop_owner;
            GRANT CREATE ON DATABASE shop TO reconciler;
            GRANT shop_owner TO reconciler;
            GRANT pg_read_all_stats TO reconciler""";

    /** The stream corrects the writes of a target's own cascade in the same transaction; they are not writes of the daemon. */
    private static final String TARGET = """
            CREATE TABLE witness_last (
                tab text NOT NULL, key text NOT NULL, version bigint NOT NULL, PRIMARY KEY (tab, key));
            CREATE TABLE witness (
                kind text NOT NULL, tab text NOT NULL, key text NOT NULL, old bigint, new bigint,
                who text NOT NULL DEFAULT current_setting('application_name'),
                at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            DECLARE
                k text := (SELECT string_agg(to_jsonb(NEW) ->> c, ',') FROM unnest(TG_ARGV) c);
                last bigint := (SELECT version FROM witness_last WHERE tab = TG_TABLE_NAME AND key = k);
            BEGIN
                IF pg_trigger_depth() > 1 THEN
                    RETURN NULL;
                END IF;
                IF NEW.version < last THEN
                    INSERT INTO witness (kind, tab, key, old, new) VALUES ('stale', TG_TABLE_NAME, k, last, NEW.version);
                ELSIF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
                    INSERT INTO witness (kind, tab, key, old, new) VALUES ('repeated', TG_TABLE_NAME, k, last, NEW.version);
                END IF;
                INSERT INTO witness_last VALUES (TG_TABLE_NAME, k, NEW.version)
                ON CONFLICT (tab, key) DO UPDATE SET version = greatest(witness_last.version, excluded.version);
                RETURN NULL;
            END $$;
            GRANT CREATE ON DATABASE shop TO reconciler;
            GRANT USAGE ON SCHEMA public TO reconciler""";

    private CampaignShop() {}

    private static ComparedTable compared(String table, List<String> key) {
        String sql = "SELECT %s, md5(t::text) FROM %s t".formatted(String.join(", ", key), table);
        return new ComparedTable("public." + table, key.size(), sql, sql);
    }

    /** Returns the tenant of the row with this number as its key, or as the first part of its key. */
    static TenantId tenantOf(int row) {
        return new TenantId(TENANTS.get(row % TENANTS.size()));
    }

    /** Returns a wrong tenant for a row. */
    static TenantId otherThan(TenantId tenant) {
        return new TenantId(TENANTS.get(tenant.value().equals(TENANTS.get(0)) ? 1 : 0));
    }

    /** The roles must exist. */
    static String source() {
        StringBuilder sql = new StringBuilder(SOURCE).append(';').append(TABLES).append(';');
        KEYS.keySet().forEach(table -> sql.append("""
                CREATE TRIGGER version BEFORE INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION next_version();
                ALTER TABLE %1$s OWNER TO shop_owner;
                """.formatted(table)));
        return sql.toString();
    }

    static String target() {
        StringBuilder sql = new StringBuilder(TABLES).append(';').append(TARGET).append(';');
        KEYS.forEach((table, key) -> sql.append("""
                CREATE TRIGGER witness AFTER INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION witness(%2$s);
                GRANT SELECT, INSERT, UPDATE, DELETE ON %1$s TO reconciler;
                """.formatted(table, "'" + String.join("', '", key) + "'")));
        // The daemon refuses a target with user triggers, correctly. The witness writes no table that it
        // writes.
        sql.append("UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'witness'");
        return sql.toString();
    }

    /** Inserts rows for the load, and {@code quiet} rows of each table for drift. */
    static String fill(int quiet) {
        String tenant = "(ARRAY['" + String.join("', '", TENANTS) + "'])[1 + i %% 3]";
        return ("""
                INSERT INTO accounts SELECT i, %1$s, 'name ' || i, 100, 0 FROM generate_series(1, %2$d) i;
                INSERT INTO accounts SELECT i, %1$s, 'quiet ' || i, 100, 0 FROM generate_series(%3$d, %3$d + %4$d) i;
                INSERT INTO orders SELECT a.id * 1000 + o, a.tenant_id, a.id, 'new', NULL, 0
                FROM accounts a, generate_series(1, 5) o WHERE a.id <= %2$d;
                INSERT INTO orders SELECT i, %1$s, i, 'quiet', 'as it was', 0 FROM generate_series(%3$d, %3$d + %4$d) i;
                INSERT INTO lines SELECT o.id, l, o.tenant_id, l, 9.90, 0 FROM orders o, generate_series(1, 2) l;
                INSERT INTO docs SELECT i, %1$s, 'doc ' || i, (SELECT string_agg(md5((i * n)::text), '')
                    FROM generate_series(1, 300) n), 0 FROM generate_series(1, %2$d) i;
                INSERT INTO docs SELECT i, %1$s, 'quiet ' || i, (SELECT string_agg(md5((i + n)::text), '')
                    FROM generate_series(1, 100) n), 0 FROM generate_series(%3$d, %3$d + %4$d) i;
                INSERT INTO events SELECT i, %1$s, 'payload ' || i, 0 FROM generate_series(1, 20000) i;
                ANALYZE""")
                .replace("%1$s", tenant.replace("%%", "%"))
                .replace("%2$d", String.valueOf(ACCOUNTS))
                .replace("%3$d", String.valueOf(QUIET))
                .replace("%4$d", String.valueOf(quiet));
    }
}
