package dev.reconciler.endpoint.postgres.preflight;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.CountedRows;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.read.BinaryIndex;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads the facts on one connection that is kept, each in a transaction of its own that only reads. */
public final class PostgresPreflight implements AutoCloseable {
    private static final String APPLICATION = "reconciler-check";
    private static final int FIRST_WITH_PARAMETER_RIGHTS = 150000;

    private final HikariDataSource database;
    private final SessionFacts sessions;
    private final Supplier<Optional<String>> replication;

    private PostgresPreflight(
            HikariDataSource database, SessionFacts sessions, Supplier<Optional<String>> replication) {
        this.database = database;
        this.sessions = sessions;
        this.replication = replication;
    }

    /**
     * Connects, to learn whether one can, and what a session is like before the product sets anything.
     *
     * @throws ConnectionRefusedException with the server's words and the fix
     */
    public static PostgresPreflight connect(String jdbcUrl, String user, String password, int timeoutSeconds)
            throws ConnectionRefusedException {
        SessionFacts sessions = probe(jdbcUrl, user, password, timeoutSeconds);
        HikariDataSource one =
                PostgresPools.open(jdbcUrl, user, password, APPLICATION, 1, Duration.ofSeconds(timeoutSeconds));
        return new PostgresPreflight(
                one, sessions, () -> ReplicationProbe.refusal(jdbcUrl, user, password, timeoutSeconds));
    }

    private static SessionFacts probe(String jdbcUrl, String user, String password, int timeoutSeconds)
            throws ConnectionRefusedException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(jdbcUrl);
        database.setUser(user);
        database.setPassword(password);
        database.setApplicationName(APPLICATION);
        database.setConnectTimeout(timeoutSeconds);
        database.setLoginTimeout(timeoutSeconds);
        database.setReadOnly(true);
        try {
            return new SessionProbe(database).read();
        } catch (SQLException e) {
            throw new ConnectionRefusedException(String.valueOf(e.getMessage()), ConnectionAdvice.fix(e), e);
        }
    }

    @Override
    public void close() {
        database.close();
    }

    /** As they were when it connected. */
    public SessionFacts sessions() {
        return sessions;
    }

    /** The server's words if the role may not open a replication connection; opens one. */
    public Optional<String> replicationRefusal() {
        return replication.get();
    }

    /** For readers that work on the same connection, one at a time. */
    public DataSource dataSource() {
        return database;
    }

    /** Runs a query of one number, which the server ends after the limit. */
    CountedRows count(String sql, Duration limit) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, "SET LOCAL statement_timeout = " + limit.toMillis());
            long rows = Sql.number(connection, sql);
            connection.rollback();
            return CountedRows.of(rows);
        } catch (SQLException e) {
            return CountedRows.not(e);
        }
    }

    public ServerFacts server() {
        String sql = """
            SELECT current_setting('server_version_num')::int, current_database(),
                current_setting('server_encoding'), pg_is_in_recovery(),
                current_setting('default_transaction_read_only')::boolean,
                current_setting('wal_level'), current_setting('max_replication_slots')::int,
                (SELECT count(*) FROM pg_replication_slots), current_setting('max_wal_senders')::int,
                (SELECT count(*) FROM pg_stat_replication),
                has_database_privilege(current_database(), 'CREATE'), r.rolsuper,
                (SELECT setting::bigint FROM pg_settings WHERE name = 'max_slot_wal_keep_size')
            FROM pg_roles AS r WHERE r.rolname = current_user\
            """;
        String system = systemIdentifier();
        boolean replica = mayBeReplica();
        return one(
                        "the server's settings",
                        sql,
                        row -> new ServerFacts(
                                row.getInt(1),
                                system,
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                new ServerFacts.Replication(
                                        row.getString(6),
                                        row.getInt(7),
                                        row.getInt(8),
                                        row.getInt(9),
                                        row.getInt(10),
                                        row.getLong(13)),
                                new ServerFacts.Privileges(row.getBoolean(11), row.getBoolean(12) || replica)))
                .orElseThrow();
    }

    /** Empty if the role may not ask for it. */
    private String systemIdentifier() {
        if (!missingFunctions(List.of("pg_control_system")).isEmpty()) {
            return "";
        }
        return one(
                        "the system identifier",
                        "SELECT system_identifier::text FROM pg_control_system()",
                        row -> row.getString(1))
                .orElseThrow();
    }

    /** Functions of the server that the role may not execute, with their parameters, of those that are named. */
    public List<String> missingFunctions(List<String> names) {
        String sql = """
            SELECT oid::regprocedure::text FROM pg_proc
            WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (?::text[])
              AND NOT has_function_privilege(oid, 'EXECUTE') ORDER BY 1\
            """;
        return all("the right to execute functions", sql, row -> row.getString(1), names);
    }

    /** Statements that give the role what it lacks in the schema of the control tables; none if there is no such schema. */
    public List<String> missingControlGrants() {
        String sql = """
              SELECT 'GRANT USAGE, CREATE ON SCHEMA reconciler TO ' || quote_ident(current_user)
              FROM pg_namespace WHERE nspname = 'reconciler'
                  AND NOT (has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE'))
            UNION ALL
              SELECT DISTINCT 'GRANT ' || quote_ident(pg_get_userbyid(c.relowner)) || ' TO ' || quote_ident(current_user)
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              WHERE n.nspname = 'reconciler' AND c.relkind IN ('r', 'p') AND NOT pg_has_role(c.relowner, 'USAGE')
                  AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                      AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
              ORDER BY 1\
            """;
        return all("the rights in the control schema", sql, row -> row.getString(1));
    }

    /** Since version 15 the right to set a parameter can be granted; before, it is the superuser's. */
    private boolean mayBeReplica() {
        int version = one(
                        "the server's version",
                        "SELECT current_setting('server_version_num')::int",
                        row -> row.getInt(1))
                .orElseThrow();
        return version >= FIRST_WITH_PARAMETER_RIGHTS
                && one(
                                "the right to set session_replication_role",
                                "SELECT has_parameter_privilege('session_replication_role', 'SET')",
                                row -> row.getBoolean(1))
                        .orElseThrow();
    }

    public Optional<ReplicationSlot> slot(String name) {
        String sql = """
            SELECT coalesce(database, ''), coalesce(plugin, ''), active,
                coalesce(wal_status = 'lost', false)
            FROM pg_replication_slots WHERE slot_name = ?\
            """;
        return one(
                "the replication slot",
                sql,
                row -> new ReplicationSlot(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)),
                name);
    }

    /** Reads the tables of a publication; empty if no publication has that name. */
    public Optional<List<TableRef>> publication(String name) {
        if (one("the publication", "SELECT 1 FROM pg_publication WHERE pubname = ?", row -> 1, name)
                .isEmpty()) {
            return Optional.empty();
        }
        String sql = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?";
        return Optional.of(
                all("the publication's tables", sql, row -> new TableRef(row.getString(1), row.getString(2)), name));
    }

    /** The publication's owner if this role can't act for it; empty if it can, or there is no such publication. */
    public Optional<String> foreignPublicationOwner(String name) {
        String sql = """
            SELECT pg_get_userbyid(pubowner) FROM pg_publication
            WHERE pubname = ? AND NOT pg_has_role(pubowner, 'USAGE')\
            """;
        return one("the publication's owner", sql, row -> row.getString(1), name);
    }

    /** Returns the server's refusal to let the connected role act as this one; empty if it may. */
    public Optional<String> refusalOfRole(String role) {
        try {
            Sql.with(database, connection -> Sql.exists(connection, "SELECT set_config('role', ?, true)", role));
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Reads the rights of this role, which exists, on these tables. */
    public RuleRole ruleRole(String role, Collection<TableRef> tables) {
        String attributes = """
            SELECT p.name FROM pg_roles, LATERAL (VALUES
                ('SUPERUSER', rolsuper), ('REPLICATION', rolreplication), ('CREATEROLE', rolcreaterole),
                ('CREATEDB', rolcreatedb), ('BYPASSRLS', rolbypassrls)) AS p(name, has)
            WHERE rolname = ? AND p.has\
            """;
        return new RuleRole(
                all("attributes of the role of rules", attributes, row -> row.getString(1), role),
                tables("""
                    NOT (has_schema_privilege(w.role, n.oid, 'USAGE')
                        AND (has_table_privilege(w.role, c.oid, 'SELECT')
                            OR has_any_column_privilege(w.role, c.oid, 'SELECT')))\
                    """, role, tables),
                tables("""
                    has_table_privilege(w.role, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                        OR has_any_column_privilege(w.role, c.oid, 'INSERT, UPDATE')\
                    """, role, tables));
    }

    /** Those that exist and have this property. */
    private List<TableRef> tables(String property, String role, Collection<TableRef> tables) {
        String sql = """
            SELECT n.nspname, c.relname
            FROM (SELECT ?::name AS role, * FROM unnest(?::text[], ?::text[]) AS t(schema_name, table_name)) AS w
            JOIN pg_namespace AS n ON n.nspname = w.schema_name
            JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
            WHERE c.relkind IN ('r', 'p') AND (%s) ORDER BY 1, 2\
            """.formatted(property);
        return all(
                "privileges of the role of rules",
                sql,
                row -> new TableRef(row.getString(1), row.getString(2)),
                role,
                TableRef.schemas(tables),
                TableRef.names(tables));
    }

    /** Reads which of these privileges the role lacks on each of the tables that exist. */
    public Map<TableRef, TableAccess> access(Collection<TableRef> tables, List<String> privileges) {
        String sql = """
            SELECT n.nspname, c.relname, ARRAY(
                    SELECT p.name FROM unnest(?::text[]) WITH ORDINALITY AS p(name, place)
                    WHERE NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, p.name))
                    ORDER BY p.place)::text[],
                pg_has_role(c.relowner, 'USAGE'), row_security_active(c.oid)
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_namespace AS n ON n.nspname = w.schema_name
            JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
            WHERE c.relkind IN ('r', 'p')\
            """;
        Map<TableRef, TableAccess> access = new HashMap<>();
        all(
                "privileges on tables",
                sql,
                row -> access.put(
                        new TableRef(row.getString(1), row.getString(2)),
                        new TableAccess(Sql.texts(row, 3), row.getBoolean(4), row.getBoolean(5))),
                privileges,
                TableRef.schemas(tables),
                TableRef.names(tables));
        return access;
    }

    /**
     * Finds what would run, or replace the written row, when a session with this {@code session_replication_role} writes these tables:
     * triggers of the table and of its partitions, and rules. Each by its statement's name, such as {@code trigger t on public.p}.
     */
    public Map<TableRef, List<SideEffect>> sideEffects(Collection<TableRef> tables, boolean replica) {
        String sql = """
              WITH named AS (
                  SELECT w.schema_name, w.table_name, c.oid FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
                  JOIN pg_namespace AS n ON n.nspname = w.schema_name
                  JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
                  WHERE c.relkind IN ('r', 'p'))
              SELECT w.schema_name, w.table_name, 'TRIGGER', g.tgname, g.tgenabled = 'A', pn.nspname, p.relname
              FROM named AS w
              CROSS JOIN LATERAL (SELECT w.oid AS relid UNION SELECT t.relid FROM pg_partition_tree(w.oid) AS t) AS part
              JOIN pg_trigger AS g ON g.tgrelid = part.relid AND NOT g.tgisinternal AND g.tgparentid = 0
              JOIN pg_class AS p ON p.oid = part.relid JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
              WHERE g.tgenabled = 'A' OR g.tgenabled = (CASE WHEN ?::boolean THEN 'R' ELSE 'O' END)::"char"
            UNION ALL
              SELECT w.schema_name, w.table_name, 'RULE', r.rulename, r.ev_enabled = 'A', w.schema_name, w.table_name
              FROM named AS w JOIN pg_rewrite AS r ON r.ev_class = w.oid AND r.ev_type IN ('2', '3', '4')
              WHERE r.ev_enabled = 'A' OR r.ev_enabled = (CASE WHEN ?::boolean THEN 'R' ELSE 'O' END)::"char"
              ORDER BY 1, 2, 3, 4\
            """;
        Map<TableRef, List<SideEffect>> effects = new HashMap<>();
        all(
                "triggers and rules of tables",
                sql,
                row -> effects.computeIfAbsent(
                                new TableRef(row.getString(1), row.getString(2)), table -> new ArrayList<>())
                        .add(new SideEffect(
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5),
                                new TableRef(row.getString(6), row.getString(7)))),
                TableRef.schemas(tables),
                TableRef.names(tables),
                replica,
                replica);
        return effects;
    }

    /** Returns whether some index starts with these columns in this order, its texts sorted by byte. */
    public boolean hasBinaryIndex(TableRef table, List<String> fixed, List<String> columns) {
        return one("the indexes of " + table, BinaryIndex.SQL, row -> 1, BinaryIndex.values(table, fixed, columns))
                .isPresent();
    }

    /** Returns whether {@code AT TIME ZONE} knows the name. */
    public boolean knowsZone(String name) {
        return one("the time zones", "SELECT 1 FROM pg_timezone_names WHERE name = ?", row -> 1, name)
                .isPresent();
    }

    /** Returns whether the pipeline has applied anything here: its checkpoint is past the origin, where a first start creates it. */
    public boolean hasApplied(String pipeline, Position origin) {
        return noted("checkpoint", "position <> ?", pipeline, origin.text());
    }

    /** Returns whether the target records the origin of the pipeline's slot. */
    public boolean hasSlotOrigin(String pipeline) {
        return noted("slot_origin", "true", pipeline);
    }

    /** Returns whether the target records the origin of the slot by which it is streamed. */
    public boolean hasTargetStream(String pipeline) {
        return noted("target_stream", "true", pipeline);
    }

    /** Returns whether the target records the pipeline's intent to create that slot on that server. */
    public boolean isSlotIntended(String pipeline, String systemIdentifier, String slot) {
        return noted("slot_intent", "system_identifier = ? AND slot = ?", pipeline, systemIdentifier, slot);
    }

    /** False as well where the role may not read the control tables: that is a problem of its own. */
    private boolean noted(String table, String condition, Object... values) {
        if (!missingControlGrants().isEmpty()) {
            return false;
        }
        boolean exists = one(
                        "the control tables",
                        "SELECT to_regclass('reconciler." + table + "') IS NOT NULL",
                        row -> row.getBoolean(1))
                .orElseThrow();
        return exists
                && one(
                                "the control tables",
                                "SELECT 1 FROM reconciler." + table + " WHERE pipeline = ? AND " + condition,
                                row -> 1,
                                values)
                        .isPresent();
    }

    private <T> Optional<T> one(String what, String sql, Sql.RowMapper<T> mapper, Object... values) {
        return all(what, sql, mapper, values).stream().findFirst();
    }

    private <T> List<T> all(String what, String sql, Sql.RowMapper<T> mapper, Object... values) {
        try {
            return Sql.with(database, connection -> Sql.list(connection, sql, mapper, values));
        } catch (SQLException e) {
            throw new ReadFailedException("could not read " + what + ": " + e.getMessage(), e);
        }
    }
}
