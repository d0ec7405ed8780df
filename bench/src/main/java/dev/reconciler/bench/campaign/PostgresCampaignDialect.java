package dev.reconciler.bench.campaign;

import java.util.List;

/** PostgreSQL's SQL. @param placement as in {@link CampaignDialect#placement} */
record PostgresCampaignDialect(String placement) implements CampaignDialect {
    private static final String OWNER = "shop_owner";

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public String numbered() {
        return "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    }

    @Override
    public boolean logsCascades() {
        return true;
    }

    @Override
    public String source() {
        StringBuilder sql = new StringBuilder("""
                ALTER TABLE docs ALTER COLUMN body SET STORAGE EXTERNAL;
                CREATE SEQUENCE versions;
                CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    NEW.version := nextval('versions');
                    RETURN NEW;
                END $$;
                CREATE ROLE %1$s;
                GRANT CREATE ON DATABASE shop TO %2$s;
                GRANT %1$s TO %2$s;
                GRANT pg_read_all_stats TO %2$s;
                """.formatted(OWNER, World.ROLE));
        CampaignShop.KEYS.keySet().forEach(table -> sql.append("""
                CREATE TRIGGER version BEFORE INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION next_version();
                ALTER TABLE %1$s OWNER TO %2$s;
                """.formatted(table, OWNER)));
        return sql.toString();
    }

    /**
     * The stream corrects the writes of a target's own cascade in the same transaction; they are not writes of the daemon. The daemon
     * refuses a target with user triggers, correctly, so these are marked as internal: they write no table that the daemon writes.
     */
    @Override
    public String target() {
        StringBuilder sql = new StringBuilder("""
                ALTER TABLE docs ALTER COLUMN body SET STORAGE EXTERNAL;
                CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                DECLARE
                    k text := (SELECT string_agg(to_jsonb(NEW) ->> c, ',') FROM unnest(TG_ARGV) c);
                    t text := 'of_' || TG_TABLE_NAME;
                    newest bigint := (SELECT version FROM witness_last WHERE tab = t AND row_key = k);
                BEGIN
                    IF pg_trigger_depth() > 1 THEN
                        RETURN NULL;
                    END IF;
                    IF NEW.version < newest THEN
                        INSERT INTO witness VALUES ('stale', t, k, newest, NEW.version, current_setting('application_name'), clock_timestamp());
                    ELSIF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
                        INSERT INTO witness VALUES ('repeated', t, k, newest, NEW.version, current_setting('application_name'), clock_timestamp());
                    END IF;
                    INSERT INTO witness_last VALUES (t, k, NEW.version)
                    ON CONFLICT (tab, row_key) DO UPDATE SET version = greatest(witness_last.version, excluded.version);
                    RETURN NULL;
                END $$;
                GRANT CREATE ON DATABASE shop TO %1$s;
                GRANT USAGE ON SCHEMA public TO %1$s;
                """.formatted(World.ROLE));
        CampaignShop.KEYS.forEach((table, key) -> sql.append("""
                CREATE TRIGGER witness AFTER INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION witness(%2$s);
                GRANT SELECT, INSERT, UPDATE, DELETE ON %1$s TO %3$s;
                """.formatted(table, literals(key), World.ROLE)));
        return sql + "UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'witness'";
    }

    private static String literals(List<String> columns) {
        return "'" + String.join("', '", columns) + "'";
    }

    @Override
    public String control() {
        return "GRANT CREATE ON DATABASE control TO " + World.ROLE;
    }

    @Override
    public String hash(String expression) {
        return "encode(sha256(convert_to(" + expression + ", 'UTF8')), 'hex')";
    }

    @Override
    public String lockTimeout(int seconds) {
        return "SET lock_timeout = '" + seconds + "s'";
    }

    @Override
    public String dropIndex(String name, String table) {
        return "DROP INDEX " + name;
    }

    @Override
    public String streamBeginning() {
        return "reconciler.slot_origin";
    }

    @Override
    public boolean covers(String checkpoint, String written) {
        return Long.compareUnsigned(bytes(checkpoint), bytes(written)) >= 0;
    }

    /** The number of a position such as {@code 16/B374D848}. */
    private static long bytes(String position) {
        int slash = position.indexOf('/');
        return Long.parseLong(position, 0, slash, 16) << 32
                | Long.parseLong(position, slash + 1, position.length(), 16);
    }
}
