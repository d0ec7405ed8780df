package dev.reconciler.endpoint.postgres.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.QueryColumn;
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
import dev.reconciler.schema.TableRef;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Users' queries in a PostgreSQL snapshot. The tables that a query reads are judged by the plan that the server makes of it over empty
 * tables: a table that the plan still scans is reached by a qualified name, through a view or through an inlined function. The functions that a query calls are judged by {@link CalledFunctions}, and that it is one statement by {@link SingleStatement}, before the server gets
 * any of it.
 */
public final class PostgresQueryReader implements QuerySession {
    private static final int FETCH_SIZE = 200;
    /** Of all rows of one result, in characters. */
    private static final long MOST_CHARACTERS = 64L << 20;

    /** Classes of SQLSTATE that the query or its data causes; all other classes mean that the server could not be asked. */
    private static final Set<String> REFUSALS = Set.of("0A", "21", "22", "25", "2F", "38", "39", "42", "54", "P0");

    private static final String WHAT = "a query of a rule";
    private static final String TIMED_OUT = "57014";
    private static final QueryDialect DIALECT = new PostgresQueryDialect();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;
    private final @Nullable String role;
    private final String release;

    /**
     * @param role the role that runs each query; null for the session's own. A query can't leave it: it is one statement, and what
     *     sets a role is volatile
     * @param release the statement that is run after each query: it frees the query's locks, leaves its role and recovers from its failure
     */
    PostgresQueryReader(Session session, @Nullable String role, String release) {
        this.session = session;
        this.role = role;
        this.release = release;
    }

    /**
     * A reader of a snapshot taken now, for checking queries without a window.
     *
     * @param pool made by {@link dev.reconciler.endpoint.postgres.PostgresPools}
     */
    public static PostgresQueryReader open(Side side, DataSource pool, SnapshotLimits limits) {
        return (PostgresQueryReader)
                PostgresSnapshot.open(side, pool, limits).reader().queries();
    }

    @Override
    public QueryDialect dialect() {
        return DIALECT;
    }

    @Override
    public QueryDescription describe(String sql, Collection<MappedTable> mapped, TenantId tenant) {
        UserSql user = UserSql.read(sql);
        NamedTables named = NamedTables.of(mapped, session.side(), user.names()::contains);
        List<MappedTable> tables = named.tables();
        List<String> problems = new ArrayList<>(user.problems());
        problems.addAll(named.problems());
        problems.addAll(CalledFunctions.problems(session, user.called()));
        if (!problems.isEmpty()) {
            return new QueryDescription(problems, tables, user.tenants() > 0, List.of());
        }
        OverlaySql overlay = new OverlaySql(session.side(), tenant, TenantScope.of(tenant));
        List<QueryColumn> columns = new ArrayList<>();
        try {
            columns.addAll(columnsOf(overlay.columns(user, tables)));
            readBeside(overlay.plan(user, tables), mapped, problems);
        } catch (QueryRefusedException e) {
            problems.add(e.getMessage() + ": correct the query (it can read mapped tables and columns only)");
        }
        return new QueryDescription(problems, tables, user.tenants() > 0, columns);
    }

    @Override
    public List<List<@Nullable String>> run(MappedQuery query) {
        UserSql user = UserSql.read(query.sql());
        List<String> problems = new ArrayList<>(user.problems());
        problems.addAll(CalledFunctions.problems(session, user.called()));
        if (!problems.isEmpty()) {
            throw new QueryRefusedException(String.join("; ", problems), null);
        }
        BoundSql sql = new OverlaySql(session.side(), query.tenant(), query.scope())
                .query(user, query.tables(), query.replaced());
        List<List<@Nullable String>> rows = new ArrayList<>();
        CharacterBudget budget = new CharacterBudget(MOST_CHARACTERS);
        ask(
                OverlaySql.bounded(sql).add(" LIMIT ?", query.maxRows() + 1L),
                query.timeout(),
                row -> rows.add(budget.spend(texts(row))));
        if (rows.size() > query.maxRows()) {
            throw new QueryRefusedException(
                    "more than " + query.maxRows() + " rows in the "
                            + session.side().noun() + ": group by fewer or coarser columns",
                    null);
        }
        return rows;
    }

    private TableRef ref(MappedTable table) {
        return NamedTables.ref(table, session.side());
    }

    /** Until the query's release; the snapshot's own limit holds if it is shorter. */
    private void limit(@Nullable Duration timeout) {
        if (timeout != null) {
            session.one("limiting a query's time", """
                    SELECT set_config('statement_timeout', least(?::bigint, nullif(setting::bigint, 0))::text, true)
                    FROM pg_catalog.pg_settings WHERE name = 'statement_timeout'\
                    """, timeout.toMillis());
        }
    }

    private void assumeRole() {
        if (role != null) {
            session.execute("assuming the role of rules (rules.user)", "SET LOCAL ROLE " + Identifiers.quote(role));
        }
    }

    private List<QueryColumn> columnsOf(BoundSql sql) {
        assumeRole();
        try (var statement = SingleStatement.require(sql).prepare(session.connection());
                ResultSet result = statement.executeQuery()) {
            List<QueryColumn> columns = columns(result.getMetaData());
            release();
            return columns;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void readBeside(BoundSql explain, Collection<MappedTable> mapped, List<String> problems) {
        StringBuilder plan = new StringBuilder();
        ask(explain, null, row -> plan.append(row.getString(1)));
        Set<TableRef> relations = new TreeSet<>();
        try {
            relations(JSON.readTree(plan.toString()), relations);
        } catch (JsonProcessingException e) {
            throw new ReadFailedException("the server's plan is no JSON: " + e.getMessage(), e);
        }
        for (TableRef relation : relations) {
            boolean ours = mapped.stream().anyMatch(table -> ref(table).equals(relation));
            problems.add(
                    ours
                            ? "the query reads " + relation + " by its qualified name or through a view: write "
                                    + relation.name() + " without schema"
                            : "the query reads " + relation + ", which is no mapped table: map it, or leave it out");
        }
    }

    private static void relations(JsonNode plan, Set<TableRef> found) {
        if (plan.has("Relation Name")) {
            found.add(new TableRef(
                    plan.path("Schema").asText(), plan.path("Relation Name").asText()));
        }
        plan.forEach(part -> relations(part, found));
    }

    private void ask(BoundSql sql, @Nullable Duration timeout, Sql.RowReader each) {
        BoundSql one = SingleStatement.require(sql);
        limit(timeout);
        assumeRole();
        try {
            session.query(WHAT, one, FETCH_SIZE, each);
        } catch (ReadFailedException e) {
            throw e.getCause() instanceof SQLException cause ? failure(cause) : e;
        }
        release();
    }

    private void release() {
        session.execute("releasing a query's locks", release);
    }

    /** After a refusal the session continues; after any other failure there is no session to continue with. */
    private RuntimeException failure(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String where = session.side().noun();
        boolean timedOut = state.equals(TIMED_OUT);
        ReadFailedException lost =
                new ReadFailedException("reading the " + where + " failed: " + WHAT + ": " + e.getMessage(), e);
        if (!timedOut && !(state.length() == 5 && REFUSALS.contains(state.substring(0, 2)))) {
            return lost;
        }
        try {
            release();
        } catch (ReadFailedException closed) {
            lost.addSuppressed(closed);
            return lost;
        }
        return new QueryRefusedException(
                timedOut
                        ? "the query takes longer in the " + where + " than its timeout or a window allows"
                        : "the " + where + " refuses the query: " + message(e),
                e);
    }

    /** Without the position, which counts from the start of what surrounds the user's query. */
    private static String message(SQLException e) {
        ServerErrorMessage told = e instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
        if (told == null || told.getMessage() == null) {
            return String.valueOf(e.getMessage());
        }
        return told.getMessage() + (told.getHint() == null ? "" : " (" + told.getHint() + ")");
    }

    private static List<QueryColumn> columns(ResultSetMetaData data) throws SQLException {
        List<QueryColumn> columns = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            QueryColumn.Kind kind = kind(data.getColumnType(i));
            String type = kind == QueryColumn.Kind.OTHER ? data.getColumnTypeName(i) : kind.name();
            columns.add(new QueryColumn(data.getColumnLabel(i), kind, type));
        }
        return columns;
    }

    private static QueryColumn.Kind kind(int jdbcType) {
        return switch (jdbcType) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE ->
                QueryColumn.Kind.NUMBER;
            case Types.VARCHAR, Types.CHAR -> QueryColumn.Kind.TEXT;
            default -> QueryColumn.Kind.OTHER;
        };
    }

    private static List<@Nullable String> texts(ResultSet row) throws SQLException {
        @Nullable String[] texts = new String[row.getMetaData().getColumnCount()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = row.getString(i + 1);
        }
        return Collections.unmodifiableList(Arrays.asList(texts));
    }

    @Override
    public void close() {
        session.close();
    }
}
