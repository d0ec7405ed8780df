package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.CountedRows;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SessionDemand;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRecord;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.catalog.MySqlCatalogReader;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.endpoint.mysql.read.MySqlDigestProbe;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.mysql.write.MySqlStreamMarks;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.CatalogReader;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The checks of one MySQL or MariaDB server. */
public final class MySqlInspection implements ServerInspection {
    private static final String CONTROL = "reconciler";
    private static final List<String> READS = List.of("SELECT");
    private static final List<String> WRITES = List.of("SELECT", "INSERT", "UPDATE", "DELETE");
    private static final List<String> CONTROLS =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "REFERENCES");
    private static final long LEAST_PACKET = 16L << 20;

    private final MySqlPreflight database;
    private final MySqlKind expected;
    private final String noun;
    private final String where;
    private final String name;

    private MySqlInspection(MySqlPreflight database, MySqlKind expected, String noun, DatabaseLogin login) {
        this.database = database;
        this.expected = expected;
        this.noun = noun;
        this.where = noun + " " + login;
        this.name = login.address().database();
    }

    /**
     * @param expected the kind of server that the URL names
     * @param noun the database's role in the pipeline: {@code source}, {@code target} or {@code control}
     * @throws ConnectionRefusedException with the server's message and the fix
     */
    public static MySqlInspection connect(DatabaseLogin login, MySqlKind expected, String noun)
            throws ConnectionRefusedException {
        return new MySqlInspection(MySqlPreflight.connect(login), expected, noun, login);
    }

    @Override
    public CatalogReader catalog() {
        return new MySqlCatalogReader(noun, database.dataSource());
    }

    @Override
    public CountedRows count(String sql, Duration limit) {
        return database.count(sql, limit);
    }

    @Override
    public SchemaReader schema() {
        return new MySqlSchemaReader(noun, database.dataSource());
    }

    @Override
    public DigestProbe digests() {
        return new MySqlDigestProbe(noun.equals("source") ? Side.SOURCE : Side.TARGET, database.dataSource());
    }

    @Override
    public String server() {
        return database.server().identity();
    }

    @Override
    public boolean isSameDatabase(ServerInspection other) {
        return other instanceof MySqlInspection that
                && server().equals(that.server())
                && name.equalsIgnoreCase(that.name);
    }

    @Override
    public boolean isDirect(CheckReport report) {
        if (!database.isDirect()) {
            report.error(
                    where,
                    "a proxy answers that shares sessions of the server among connections (multiplexing)",
                    "connect to the server directly, or turn multiplexing off for this account");
        }
        return database.isDirect();
    }

    @Override
    public void sessions(SessionDemand demand, CheckReport report) {
        report.note(
                where,
                "the pipeline opens up to " + demand.most() + " sessions here (" + demand.text() + ") and needs "
                        + demand.least(),
                "leave room for them in max_connections and max_user_connections");
        if (demand.pool() < demand.leastPool()) {
            report.error(
                    where,
                    demand.key() + ".maxConnections is " + demand.pool() + ", and windows, stream and jobs need "
                            + demand.leastPool() + " at a time",
                    "set " + demand.key() + ".maxConnections: " + demand.leastPool()
                            + " or more, or lower windows.parallelism");
        }
        int limit = database.server().sessionLimit();
        if (limit > 0 && limit < demand.least()) {
            report.error(
                    where,
                    "max_user_connections allows " + limit + " sessions, and the pipeline needs " + demand.least(),
                    "ALTER USER ... WITH MAX_USER_CONNECTIONS " + demand.most());
        } else if (limit > 0 && limit < demand.most()) {
            report.warning(
                    where,
                    "max_user_connections allows " + limit + " sessions, and the pipeline may open " + demand.most(),
                    "ALTER USER ... WITH MAX_USER_CONNECTIONS " + demand.most());
        }
        if (database.server().freeSessions() < demand.least()) {
            report.error(
                    where,
                    "the server has " + Math.max(0, database.server().freeSessions())
                            + " free sessions (max_connections), and the pipeline needs " + demand.least(),
                    "raise max_connections, or end sessions that are not needed");
        }
    }

    @Override
    public void source(SourceDemand demand, CheckReport report) {
        version(report);
        process(report);
        new LogChecks(Side.SOURCE, where, database, report).server();
    }

    /** Only an account with this privilege sees InnoDB's list of tables, and the sessions of other accounts. */
    private void process(CheckReport report) {
        if (!database.grants().has("PROCESS")) {
            report.error(
                    where,
                    "the account lacks PROCESS: without it, a TRUNCATE of a table would not be noticed, nor a session that"
                            + " waits for a window to change a table",
                    "GRANT PROCESS ON *.* TO the account");
        }
    }

    @Override
    public void target(TargetDemand demand, CheckReport report) {
        records(report);
        if (demand.control()) {
            audit(report);
        }
        if (demand.replica()) {
            report.error(
                    where,
                    "MySQL and MariaDB can't suppress triggers and foreign keys for one session, as"
                            + " apply.replicationRole: replica asks",
                    "set apply.replicationRole: origin, and remove triggers that change mapped rows");
        }
        process(report);
        if (demand.stream() != null) {
            new LogChecks(Side.TARGET, where, database, report).server();
        }
        long packet = database.server().largestPacket();
        if (packet < LEAST_PACKET) {
            report.warning(
                    where,
                    "max_allowed_packet is " + packet + " bytes: rows that are longer can't be written",
                    "SET GLOBAL max_allowed_packet = " + LEAST_PACKET + ", and set it in the server's configuration");
        }
    }

    @Override
    public void control(CheckReport report) {
        records(report);
        audit(report);
    }

    /** Checks that the server can hold the product's tables. */
    private void records(CheckReport report) {
        version(report);
        if (database.server().readOnly()) {
            report.error(where, "the server is read-only", "name the primary, or SET GLOBAL read_only = OFF");
        }
        List<String> missing = database.grants().missing(CONTROLS, CONTROL);
        if (!missing.isEmpty()) {
            String list = String.join(", ", missing);
            report.error(
                    where,
                    "the account lacks " + list + " on database " + CONTROL + ", where checkpoint and ledger are kept",
                    "GRANT " + list + " ON " + CONTROL + ".* TO the account");
        }
    }

    private void version(CheckReport report) {
        MySqlServerFacts server = database.server();
        String oldest = expected == MySqlKind.MYSQL ? "8.0" : "10.6";
        if (server.kind() != expected) {
            report.error(
                    where,
                    "the server is " + label(server.kind()) + " " + server.version() + ", and its URL names "
                            + label(expected),
                    "write " + server.kind().name().toLowerCase(Locale.ROOT) + ":// in the URL");
        } else if (!(expected == MySqlKind.MYSQL ? server.isAtLeast(8, 0) : server.isAtLeast(10, 6))) {
            report.error(
                    where,
                    label(expected) + " " + server.version() + " is too old",
                    "use version " + oldest + " or later");
        }
    }

    /** Triggers protect the audit log; they are created with it. */
    private void audit(CheckReport report) {
        boolean mayCreate = database.read(
                "the right to create triggers",
                connection -> Sql.isTrue(
                        connection,
                        "SELECT NOT @@log_bin OR @@log_bin_trust_function_creators OR EXISTS (SELECT 1 FROM"
                                + " information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'audit_entry')",
                        CONTROL));
        if (!mayCreate && !database.grants().has("SUPER")) {
            report.error(
                    where,
                    "the account may not create the triggers that protect the audit log, as the binary log is on",
                    "SET GLOBAL log_bin_trust_function_creators = ON until the first start has created the tables;"
                            + " or name a control database of another server with 'control'");
        }
        if (!database.grants().missing(List.of("TRIGGER"), CONTROL).isEmpty()) {
            report.error(
                    where,
                    "the account lacks TRIGGER on database " + CONTROL + ", where the audit log is kept",
                    "GRANT TRIGGER ON " + CONTROL + ".* TO the account");
        }
    }

    private static String label(MySqlKind kind) {
        return kind == MySqlKind.MYSQL ? "MySQL" : "MariaDB";
    }

    @Override
    public Position origin() {
        return MySqlPositionFormat.of(expected).origin();
    }

    @Override
    public StreamRecord streamRecord(String pipeline, ServerInspection source, String stream) {
        return new StreamRecord(
                noted("checkpoint", "position <> ?", pipeline, source.origin().text()),
                noted("stream_origin", "1 = 1", pipeline),
                noted("stream_intent", "system_identifier = ? AND name = ?", pipeline, source.server(), stream));
    }

    /** False as well where the account may not read the control tables: that is a problem of its own. */
    private boolean noted(String table, String condition, String... values) {
        return database.read(
                "the control tables",
                connection -> Sql.exists(
                                connection,
                                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                                CONTROL,
                                table)
                        && Sql.exists(
                                connection,
                                "SELECT 1 FROM " + CONTROL + "." + table + " WHERE pipeline = ? AND " + condition,
                                (Object[]) values));
    }

    @Override
    public void queryUser(String role, List<TableRef> tables, CheckReport report) {
        report.error(
                where,
                "rules.user is for PostgreSQL: a role of MySQL or MariaDB takes no right away from the account of a session",
                "leave rules.user out, and grant the account of the pipeline no more than docs/OPERATIONS.md lists");
    }

    @Override
    public void sourceTables(SourceDemand demand, Set<TableRef> existing, CheckReport report) {
        access(existing, READS, report);
        transactional(existing, report);
        logged(Side.SOURCE, existing, report);
    }

    private void logged(Side side, Set<TableRef> tables, CheckReport report) {
        LogChecks checks = new LogChecks(side, where, database, report);
        checks.logged(tables);
        checks.cascades(tables);
    }

    @Override
    public void targetTables(TargetDemand demand, Set<TableRef> existing, CheckReport report) {
        access(existing, demand.writes() ? WRITES : READS, report);
        transactional(existing, report);
        if (demand.writes()) {
            triggers(demand, existing, report);
        }
        if (demand.stream() != null) {
            // The pipeline's own transactions are recognized by their changes of its own tables.
            Set<TableRef> streamed = new LinkedHashSet<>(existing);
            MySqlStreamMarks.ALL.tables().forEach(mark -> streamed.add(mark.source()));
            logged(Side.TARGET, streamed, report);
        }
    }

    private void access(Set<TableRef> tables, List<String> privileges, CheckReport report) {
        for (TableRef table : tables) {
            List<String> missing = database.grants().missing(privileges, table);
            if (!missing.isEmpty()) {
                String list = String.join(", ", missing);
                report.error(
                        named(table),
                        "the account lacks " + list,
                        "GRANT " + list + " ON " + table + " TO the account");
            }
        }
    }

    /** A table of another storage engine has no snapshots, and keeps the writes of a transaction that is rolled back. */
    private void transactional(Set<TableRef> tables, CheckReport report) {
        String sql = "SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";
        for (TableRef table : tables) {
            database.read(
                            "the storage engine of " + table,
                            connection ->
                                    Sql.first(connection, sql, row -> row.getString(1), table.schema(), table.name()))
                    .filter(engine -> !engine.equalsIgnoreCase("InnoDB"))
                    .ifPresent(engine -> report.error(
                            named(table),
                            "its storage engine " + engine + " has no transactions",
                            "ALTER TABLE " + table + " ENGINE = InnoDB"));
        }
    }

    private void triggers(TargetDemand demand, Set<TableRef> existing, CheckReport report) {
        List<TableRef> visible = new ArrayList<>();
        for (TableRef table : existing) {
            if (database.grants().missing(List.of("TRIGGER"), table).isEmpty()) {
                visible.add(table);
            } else {
                report.error(
                        named(table),
                        "the account lacks TRIGGER, without which a table's triggers are not shown",
                        "GRANT TRIGGER ON " + table + " TO the account");
            }
        }
        database.read("the triggers of the tables", connection -> {
            Triggers.check(connection, demand.tables(), Set.copyOf(visible), report);
            return true;
        });
    }

    /** The log holds the whole row before each change, with every key. */
    @Override
    public void streamedKey(TableSchema table, List<String> key, CheckReport report) {}

    /** The log holds every column of a row. */
    @Override
    public void streamedColumns(MappedTable table, CheckReport report) {}

    @Override
    public void textKey(TableRef table, List<String> fixed, List<String> key, CheckReport report) {
        String sql = """
                SELECT COLLATION_NAME FROM information_schema.COLUMNS
                WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?\
                """;
        for (String column : key) {
            database.read(
                            "the collation of " + table,
                            connection -> Sql.first(
                                    connection, sql, row -> row.getString(1), table.schema(), table.name(), column))
                    .filter(collation ->
                            !collation.equals(database.server().kind().binaryCollation()))
                    .ifPresent(collation -> report.warning(
                            named(table),
                            "key column " + column + " has collation " + collation
                                    + ", which does not sort by byte: a checksum reads the whole table, and two keys"
                                    + " that the collation finds equal become KEY_COLLISION",
                            "nothing to do for small tables with keys that differ in more than case, accents and"
                                    + " blanks; else give the column collation "
                                    + database.server().kind().binaryCollation()));
        }
    }

    /** Rows are streamed, and local times converted in Java. */
    @Override
    public void zones(Set<ZoneId> zones, CheckReport report) {}

    /** Every column that is not generated can be written. */
    @Override
    public void writtenColumns(List<MappedTable> tables, Set<TableRef> existing, CheckReport report) {}

    /** The log holds every table, which no statement of an application depends on. */
    @Override
    public void published(StreamNames stream, Collection<TableRef> tables, CheckReport report) {}

    private String named(TableRef table) {
        return noun + " table " + table;
    }

    @Override
    public void close() {
        database.close();
    }
}
