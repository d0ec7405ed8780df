package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryDialect;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.query.CharacterBudget;
import dev.reconciler.endpoint.read.query.NamedTables;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Users' queries in a snapshot of MySQL or MariaDB. The server bounds the reach of a query:
 *
 * <ol>
 *   <li>While a query runs, the session's default database is none, or {@code information_schema}, to which no account can add a table. A name
 *       without a database then means a common table expression, or nothing: the names of that database's own tables are refused.
 *   <li>No name before a dot may be one of a database, so a table can't be named with its database.
 *   <li>The protocol of these sessions takes one statement at a time, the transaction is read-only, and each statement has a limit
 *       of time, which no part of a statement without comments can change.
 *   <li>Functions are those of {@link PureFunctions}.
 * </ol>
 */
public final class MySqlQueryReader implements QuerySession {
    private static final String WHAT = "a query of a rule";
    private static final int LONGEST_ROW = 65_536;
    /** Of all rows of one result, in characters. */
    private static final long MOST_CHARACTERS = 64L << 20;
    /** The largest integer of the servers: to add 1 to it is an error. */
    private static final String LARGEST = "18446744073709551615";

    private static final Set<Integer> TIMED_OUT = Set.of(3024, 1969);
    /** No default database, and no table of this name in it. */
    private static final Set<Integer> NO_TABLE = Set.of(1046, 1109);

    private static final String DEFAULT_DATABASE = "information_schema";
    private static final int OUT_OF_RANGE = 1690;
    /**
     * Failures of the server or the session, not of the query: no memory or disk, shutdown, a wait for a lock, a deadlock, a statement that was
     * ended, a changed definition of a table, a killed session.
     */
    private static final Set<Integer> NOT_THE_QUERYS =
            Set.of(1020, 1021, 1037, 1038, 1041, 1053, 1105, 1114, 1205, 1213, 1317, 1412, 1927, 3572);

    private static final Set<String> SYSTEM = Set.of("information_schema", "performance_schema", "mysql", "sys");

    /** A placeholder: whether rows of one tenant can be chosen doesn't depend on the tenant. */
    private static final TenantId ANY = new TenantId("any");

    private final MySqlSession session;
    private final Side side;
    private final Runnable onClose;

    /** @param session in its snapshot's transaction, with a savepoint {@code reading} */
    MySqlQueryReader(MySqlSession session, Side side, Runnable onClose) {
        this.session = session;
        this.side = side;
        this.onClose = onClose;
    }

    /**
     * A reader of a snapshot taken now, for checking queries without a window.
     *
     * @param pool made by {@link dev.reconciler.endpoint.mysql.MySqlPools}
     * @param limit the longest time that the server keeps the snapshot
     */
    public static MySqlQueryReader open(Side side, DataSource pool, Duration limit) {
        MySqlSnapshot snapshot = MySqlSnapshot.open(side, pool, limit);
        return new MySqlQueryReader(snapshot.session(), side, snapshot::close);
    }

    @Override
    public QueryDialect dialect() {
        return new MySqlQueryDialect(session.kind());
    }

    @Override
    public QueryDescription describe(String sql, Collection<MappedTable> mapped, TenantId tenant) {
        MySqlUserSql user = MySqlUserSql.read(sql);
        NamedTables named = NamedTables.of(mapped, side, name -> user.names().contains(name.toLowerCase(Locale.ROOT)));
        List<String> problems = problems(user, named.tables());
        problems.addAll(named.problems());
        boolean namesTenant = user.tenants() > 0;
        if (!problems.isEmpty()) {
            return new QueryDescription(problems, named.tables(), namesTenant, List.of());
        }
        try {
            List<ResultColumn> columns = columns(user, named.tables(), tenant);
            return new QueryDescription(
                    List.of(),
                    named.tables(),
                    namesTenant,
                    columns.stream().map(ResultColumn::described).toList());
        } catch (QueryRefusedException e) {
            String problem = e.getMessage() + ": correct the query (it can read mapped tables and columns only)";
            return new QueryDescription(List.of(problem), named.tables(), namesTenant, List.of());
        }
    }

    @Override
    public List<List<@Nullable String>> run(MappedQuery query) {
        MySqlUserSql user = MySqlUserSql.read(query.sql());
        List<String> problems = problems(user, query.tables());
        if (!problems.isEmpty()) {
            throw new QueryRefusedException(String.join("; ", problems), null);
        }
        List<ResultColumn> columns = columns(user, query.tables(), query.tenant());
        String select = columns.stream().map(ResultColumn::select).collect(Collectors.joining(", "));
        BoundSql sql = overlay(query.tenant(), query.scope())
                .query(user, query.tables(), query.replaced(), select)
                .add(
                        columns.stream()
                                .map(ResultColumn::size)
                                .collect(Collectors.joining(
                                        " + ", " WHERE " + LARGEST + " + (", " > " + LONGEST_ROW + ") > 0 LIMIT ?")),
                        query.maxRows() + 1L);
        List<List<@Nullable String>> rows = new ArrayList<>();
        CharacterBudget budget = new CharacterBudget(MOST_CHARACTERS);
        Runnable read = () -> session.stream(WHAT, sql, row -> rows.add(budget.spend(texts(columns, row))));
        within(query.timeout(), () -> ask(user, read));
        if (rows.size() > query.maxRows()) {
            throw new QueryRefusedException(
                    "more than " + query.maxRows() + " rows in the " + side.noun()
                            + ": group by fewer or coarser columns",
                    null);
        }
        return rows;
    }

    private MySqlOverlaySql overlay(TenantId tenant, TenantScope scope) {
        return new MySqlOverlaySql(side, tenant, scope, session.kind());
    }

    private List<String> problems(MySqlUserSql user, Collection<MappedTable> tables) {
        List<String> problems = new ArrayList<>(user.problems());
        problems.addAll(PureFunctions.problems(user));
        for (String database : databases(user.qualifiers())) {
            problems.add("the query names the database " + database
                    + ": write the names of mapped tables without it, and give an alias another name");
        }
        Set<String> unqualified = new HashSet<>(user.unqualified());
        tables.forEach(table -> unqualified.remove(NamedTables.ref(table, side).name()));
        for (String name : ofDefaultDatabase(unqualified)) {
            problems.add("the name " + name + " is that of a table of the server's " + DEFAULT_DATABASE
                    + ": write a column with its table's alias, as in a." + name + ", and give an alias another name");
        }
        tables.forEach(table -> unscoped(table, problems));
        return problems;
    }

    private void unscoped(MappedTable table, List<String> problems) {
        try {
            if (new TableSql(table, side).isUnscoped(TenantScope.of(ANY))) {
                problems.add("the tenant of " + NamedTables.ref(table, side)
                        + " is transformed by the mapping, so that the " + side.noun()
                        + " can't choose its rows: leave the table out of the query");
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage() + ": leave the table out of the query");
        }
    }

    /** Those of the names that are a database on the server, as the server compares names. */
    private List<String> databases(Collection<String> names) {
        List<String> found = new ArrayList<>(names.stream()
                .filter(name -> SYSTEM.contains(name.toLowerCase(Locale.ROOT)))
                .toList());
        found.addAll(known("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME", names));
        return found;
    }

    /** The names of its tables have no case, although MySQL compares the texts in its catalog by case. */
    private List<String> ofDefaultDatabase(Collection<String> names) {
        return known(
                "SELECT LOWER(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '" + DEFAULT_DATABASE
                        + "' AND LOWER(TABLE_NAME)",
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    private List<String> known(String sql, Collection<String> names) {
        List<String> found = new ArrayList<>();
        if (!names.isEmpty()) {
            String places = names.stream().map(name -> "?").collect(Collectors.joining(", "));
            session.each(
                    "the names of a rule's query",
                    sql + " IN (" + places + ")",
                    List.copyOf(names),
                    row -> found.add(row.getString(1)));
        }
        return found;
    }

    private List<ResultColumn> columns(MySqlUserSql user, Collection<MappedTable> tables, TenantId tenant) {
        BoundSql sql = overlay(tenant, TenantScope.of(tenant)).columns(user, tables);
        List<ResultColumn> columns = new ArrayList<>();
        ask(
                user,
                () -> columns.addAll(session.get(WHAT, connection -> {
                    try (PreparedStatement statement = sql.prepare(connection);
                            ResultSet result = statement.executeQuery()) {
                        return ResultColumn.of(result.getMetaData());
                    }
                })));
        return columns;
    }

    private static List<@Nullable String> texts(List<ResultColumn> columns, ResultSet row) throws SQLException {
        @Nullable String[] texts = new String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = columns.get(i).read(row, i + 1);
        }
        return Collections.unmodifiableList(Arrays.asList(texts));
    }

    /** The snapshot's own limit holds if it is shorter. */
    private void within(@Nullable Duration timeout, Runnable statement) {
        if (timeout == null) {
            statement.run();
            return;
        }
        boolean isMySql = session.kind() == MySqlKind.MYSQL;
        String variable = isMySql ? "max_execution_time" : "max_statement_time";
        BigDecimal own = BigDecimal.valueOf(timeout.toMillis(), isMySql ? 0 : 3);
        BigDecimal before = session.get(
                "the limit of a query's time",
                connection -> Sql.one(connection, "SELECT @@SESSION." + variable, row -> row.getBigDecimal(1)));
        if (before.signum() > 0 && before.compareTo(own) <= 0) {
            statement.run();
            return;
        }
        String set = "SET SESSION " + variable + " = ";
        session.execute("limiting a query's time", set + own.toPlainString());
        try {
            statement.run();
        } finally {
            session.execute("limiting a snapshot's time", set + before.toPlainString());
        }
    }

    private void ask(MySqlUserSql user, Runnable statement) {
        String database = session.get("the default database", Connection::getCatalog);
        boolean hasDefault = database != null && !database.isEmpty();
        if (hasDefault) {
            use(DEFAULT_DATABASE);
        }
        try {
            statement.run();
        } catch (ReadFailedException e) {
            throw e.getCause() instanceof SQLException cause ? failure(user, e, cause) : e;
        } finally {
            if (hasDefault) {
                use(database);
            }
        }
        release();
    }

    private void use(String database) {
        session.get("the default database", connection -> {
            connection.setCatalog(database);
            return database;
        });
    }

    private void release() {
        session.execute("releasing a query's locks", "ROLLBACK TO SAVEPOINT reading");
    }

    /** After a refusal the session continues; after any other failure there is no session to continue with. */
    private RuntimeException failure(MySqlUserSql user, ReadFailedException failed, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08") || NOT_THE_QUERYS.contains(e.getErrorCode())) {
            return failed;
        }
        try {
            release();
        } catch (ReadFailedException closed) {
            failed.addSuppressed(closed);
            return failed;
        }
        return new QueryRefusedException(message(user, e), e);
    }

    private String message(MySqlUserSql user, SQLException e) {
        String where = side.noun();
        if (TIMED_OUT.contains(e.getErrorCode())) {
            return "the query takes longer in the " + where + " than its timeout or a window allows";
        }
        if (e.getErrorCode() == OUT_OF_RANGE && String.valueOf(e.getMessage()).contains(LARGEST)) {
            return "a row of the result is longer than " + LONGEST_ROW + " bytes";
        }
        if (NO_TABLE.contains(e.getErrorCode())) {
            return "the query reads a table that is no mapped table, or reads a mapped one in a WITH that is not at the query's"
                    + " beginning (it names " + String.join(", ", user.tables()) + ")";
        }
        return "the " + where + " refuses the query: " + e.getMessage();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
