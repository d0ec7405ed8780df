package dev.reconciler.endpoint.mysql.source;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.Gtids;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A source of the test's own, with the table {@code t (id)}, and the state of its log. */
final class SourceServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final MySqlFamilyServer server;
    final String database;
    final HikariDataSource pool;
    private final boolean mySql;

    SourceServer(Flavor flavor, Map<String, String> settings) {
        mySql = flavor == Flavor.MYSQL;
        server = MySqlFamilyServer.builder(flavor).settings(settings).start();
        database = server.createDatabase("setup");
        server.execute(database, "CREATE TABLE t (id int PRIMARY KEY)");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(30));
    }

    void insert(int id) {
        server.execute(database, "INSERT INTO t VALUES (" + id + ")");
    }

    /** The end of the log with the GTIDs there: exact while no session writes. */
    BinlogPosition position() {
        try {
            return Sql.with(pool, connection -> {
                BinlogPosition end = BinaryLog.of(connection).end();
                return new BinlogPosition(end.server(), end.log(), gtids(connection));
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Gtids gtids(Connection connection) throws SQLException {
        return mySql
                ? BinaryLog.of(connection).executed()
                : MariaDbGtidPosition.parse(
                        Sql.one(connection, "SELECT @@GLOBAL.gtid_binlog_pos", row -> row.getString(1)));
    }

    BinlogPosition withGtids(BinlogPosition position, String gtids) {
        return new BinlogPosition(
                position.server(), position.log(), mySql ? GtidSet.parse(gtids) : MariaDbGtidPosition.parse(gtids));
    }

    /** Deletes every file of the log but a new one. MariaDB keeps a file until its transactions are checkpointed. */
    void purge() {
        server.execute("", "FLUSH BINARY LOGS");
        String newest = position().log().file();
        await().atMost(PATIENCE).until(() -> {
            server.execute("", "PURGE BINARY LOGS TO '" + newest + "'");
            return server.query("", "SHOW BINARY LOGS").get(0).containsValue(newest);
        });
    }

    void reset() {
        server.execute("", mySql ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
    }

    /**
     * Inserts a row whose commit is written to the log and then waits for a semi-synchronous replica, until {@link #replicaAnswers}.
     */
    CompletableFuture<Void> insertThatWaitsForAReplica(int id) {
        if (mySql) {
            server.execute(
                    "",
                    "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                    "SET GLOBAL rpl_semi_sync_source_timeout = 1000000",
                    "SET GLOBAL rpl_semi_sync_source_enabled = ON");
        } else {
            server.execute(
                    "",
                    "SET GLOBAL rpl_semi_sync_master_timeout = 1000000",
                    "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC",
                    "SET GLOBAL rpl_semi_sync_master_enabled = ON");
        }
        BinlogPosition before = position();
        CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insert(id));
        awaitWaitingForAReplica(1);
        if (before.covers(position())) {
            throw new IllegalStateException("the transaction is not in the log");
        }
        return insert;
    }

    /** Returns once that many commits wait: one for a replica, the rest behind it. */
    void awaitWaitingForAReplica(int commits) {
        await().atMost(PATIENCE).until(() -> server.query("", """
                                SELECT 1 FROM information_schema.PROCESSLIST WHERE STATE LIKE '%semi-sync ACK%'
                                    OR COMMAND <> 'Sleep' AND INFO LIKE 'INSERT INTO reconciler.target_emission%'""").size() >= commits);
    }

    void replicaAnswers() {
        server.execute(
                "",
                "SET GLOBAL " + (mySql ? "rpl_semi_sync_source_enabled" : "rpl_semi_sync_master_enabled") + " = OFF");
    }

    @Override
    public void close() {
        pool.close();
        server.close();
    }
}
