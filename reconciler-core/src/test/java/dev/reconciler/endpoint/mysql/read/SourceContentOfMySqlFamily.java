package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.SnapshotContentContract;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.Gtid;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.MariaDbGtid;
import dev.reconciler.endpoint.mysql.position.MariaDbTransaction;
import dev.reconciler.endpoint.mysql.position.MySqlTransaction;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log is read by SHOW BINLOG EVENTS; sessions of the writers log their statements with the rows. */
abstract class SourceContentOfMySqlFamily extends SnapshotContentContract {
    private static final Pattern GTID = Pattern.compile("([0-9a-f-]{36}:\\d+|\\d+-\\d+-\\d+)");
    private static final Pattern ROW = Pattern.compile("INSERT INTO probe VALUES \\((\\d+), (\\d+)\\)");
    private static final Pattern XA_COMMIT = Pattern.compile("XA COMMIT (X'[0-9a-f]*',X'[0-9a-f]*',\\d+)");

    private final Flavor flavor;
    private final MySqlFamilyServer server;
    private String database;
    private HikariDataSource pool;
    private MySqlSourceDatabase source;
    private MappedTable table;
    private BinlogPosition start;

    SourceContentOfMySqlFamily(Flavor flavor) {
        this.flavor = flavor;
        this.server = MySqlFamilyServer.shared(flavor);
    }

    @BeforeEach
    void open() {
        database = server.createDatabase("content");
        server.execute(database, "CREATE TABLE probe (writer int, number int, PRIMARY KEY (writer, number))");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(30));
        source = new MySqlSourceDatabase(pool, Duration.ofSeconds(60));
        MySqlSchemaReader schema = new MySqlSchemaReader("source", pool);
        table = new Tables(schema, schema).sameName(new TableRef(database, "probe"), null);
        start = (BinlogPosition) source.writePosition();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Override
    protected SourceDatabase source() {
        return source;
    }

    @Override
    protected MappedTable table() {
        return table;
    }

    @Override
    protected boolean isExact() {
        return flavor == Flavor.MARIADB;
    }

    @Override
    protected Writer openWriter(int writer) {
        try {
            Connection connection = server.connect(database);
            Statement statement = connection.createStatement();
            statement.execute(
                    flavor == Flavor.MYSQL
                            ? "SET binlog_rows_query_log_events = ON"
                            : "SET binlog_annotate_row_events = ON");
            connection.setAutoCommit(false);
            return new Session(connection, statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Session(Connection connection, Statement statement) implements Writer {
        @Override
        public void insert(int writer, int number, boolean commit) {
            try {
                statement.execute("INSERT INTO probe VALUES (" + writer + ", " + number + ")");
                if (commit) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    protected Map<RowKey, Logged> log() {
        Map<RowKey, Logged> log = new HashMap<>();
        Set<RowKey> rows = new HashSet<>();
        Set<RowKey> prepared = new HashSet<>();
        String gtid = "";
        for (Map<String, ?> event : server.query(
                database,
                "SHOW BINLOG EVENTS IN '" + start.log().file() + "' FROM "
                        + start.log().offset())) {
            String info = String.valueOf(event.get("Info"));
            BinlogCoordinate end = new BinlogCoordinate(
                    start.log().file(), ((Number) Objects.requireNonNull(event.get("End_log_pos"))).longValue());
            switch (String.valueOf(event.get("Event_type"))) {
                case "Gtid" -> {
                    Matcher found = GTID.matcher(info);
                    gtid = found.find() ? found.group(1) : "";
                    rows.clear();
                }
                case "Rows_query", "Annotate_rows" -> {
                    Matcher found = ROW.matcher(info);
                    if (found.find()) {
                        rows.add(RowKey.of(found.group(1), found.group(2)));
                    }
                }
                case "Xid" -> put(log, rows, gtid, end, "");
                case "XA_prepare" -> prepared.addAll(rows);
                case "Query" -> {
                    Matcher found = XA_COMMIT.matcher(info);
                    if (found.find()) {
                        put(log, prepared, gtid, end, found.group(1));
                    }
                }
                default -> {}
            }
        }
        return log;
    }

    private void put(Map<RowKey, Logged> log, Set<RowKey> rows, String gtid, BinlogCoordinate end, String xid) {
        TransactionId id = flavor == Flavor.MYSQL
                ? new MySqlTransaction(Gtid.parse(gtid), xid).id()
                : new MariaDbTransaction(MariaDbGtid.parse(gtid), end, xid).id();
        rows.forEach(row -> log.put(row, new Logged(id, new BinlogPosition(start.server(), end, GtidSet.EMPTY))));
        rows.clear();
    }

    @Test
    void xaTransactionIsContainedOnceItIsCommittedAndItsXidIsNotPrepared() throws SQLException {
        String xid = "X'00ff27',X'c3',7";
        try (Writer writer = openWriter(1)) {
            Connection connection = ((Session) writer).connection();
            connection.setAutoCommit(true);
            xa(connection, "XA START " + xid, "INSERT INTO probe VALUES (1, 1)", "XA END " + xid, "XA PREPARE " + xid);
            try (SourceSnapshot before = source.openSnapshot()) {
                xa(connection, "XA COMMIT " + xid);
                TransactionId committed =
                        Objects.requireNonNull(log().get(RowKey.of("1", "1"))).transaction();

                assertThat(committed.text()).endsWith(xid);
                assertThat(before.content().contains(committed)).isFalse();
                assertThat(before.content().toString()).contains(xid);
                SnapshotContent after = source.probe();
                assertThat(after.contains(committed)).isTrue();
                assertThat(before.contentOf(after.toString()).contains(committed))
                        .isTrue();

                xa(
                        connection,
                        "XA START " + xid,
                        "INSERT INTO probe VALUES (1, 2)",
                        "XA END " + xid,
                        "XA PREPARE " + xid);
                assertThat(source.probe().contains(committed))
                        .as("the xid is prepared again")
                        .isFalse();
                xa(connection, "XA ROLLBACK " + xid);
            }
        }
    }

    private static void xa(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : List.of(statements)) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void accountThatMaySeeNoPreparedTransactionsKnowsOfNone() {
        String user = "plain_" + database.hashCode();
        server.execute(
                "",
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'secret'",
                "GRANT SELECT ON `" + database + "`.* TO '" + user + "'@'%'",
                "GRANT " + (flavor == Flavor.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR") + " ON *.* TO '" + user
                        + "'@'%'");
        try (HikariDataSource plain =
                MySqlPools.open(server.jdbcUrl(database), user, "secret", "plain", 1, Duration.ofSeconds(30))) {
            String content = new MySqlSourceDatabase(plain, Duration.ofSeconds(60))
                    .probe()
                    .toString();

            assertThat(content.contains("|?|")).as(content).isEqualTo(flavor == Flavor.MYSQL);
        }
    }
}
