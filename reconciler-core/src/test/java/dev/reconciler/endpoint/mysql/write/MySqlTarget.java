package dev.reconciler.endpoint.mysql.write;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** A database of MySQL or MariaDB as the target. The pipelines' tables, of which a server has one set, are empty at first. */
final class MySqlTarget extends TargetFixture {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(60);
    private static final long NEXT_TRANSACTION = 1_000;

    final MySqlFamilyServer server;
    final String database;
    final HikariDataSource pool;

    MySqlTarget(Flavor flavor, String... ddl) {
        this(MySqlFamilyServer.shared(flavor), ddl);
        MySqlControlDatabase.empty(flavor);
    }

    /** Of a server whose pipelines' tables no other test uses. */
    MySqlTarget(MySqlFamilyServer server, String... ddl) {
        this.server = server;
        database = server.createDatabase("write");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 8, Duration.ofSeconds(30));
        MySqlTargetSchema.migrate(pool);
        execute(ddl);
    }

    /** A place in the log of a source whose engine doesn't matter. */
    record Place(long number) implements Position {
        static final PositionFormat FORMAT = new PositionFormat() {
            @Override
            public Position parse(String text) {
                return new Place(Long.parseLong(text));
            }

            @Override
            public Position origin() {
                return new Place(0);
            }

            @Override
            public OptionalLong bytesBetween(Position from, Position to) {
                return OptionalLong.empty();
            }
        };

        @Override
        public boolean covers(Position other) {
            return number >= ((Place) other).number;
        }

        @Override
        public String text() {
            return Long.toString(number);
        }
    }

    /** A new session of its own, at READ COMMITTED and without auto-commit, for another application. */
    Connection session() throws SQLException {
        Connection session = server.connect(database);
        session.setAutoCommit(false);
        session.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return session;
    }

    /** Returns once a statement waits for a row's lock. */
    void awaitLockWait() {
        awaitLockWaits(1);
    }

    void awaitLockWaits(int statements) {
        await().atMost(PATIENCE)
                .until(() -> rows("SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                                .size()
                        == statements);
    }

    /** Returns once a session runs a statement that begins so. */
    void awaitStatement(String beginning) {
        await().atMost(PATIENCE)
                .until(() -> !rows("SELECT 1 FROM information_schema.processlist WHERE info LIKE '" + beginning + "%'")
                        .isEmpty());
    }

    /** Ends all sessions in the database. */
    void killSessions() {
        String sessions =
                "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND db = '" + database + "'";
        rows(sessions).forEach(id -> execute("KILL " + id));
        await().atMost(PATIENCE).until(() -> rows(sessions).isEmpty());
        // The pool hands out a session that was used just now without a test.
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public MySqlTargetStore store(Duration lease) {
        return store(lease, LOCK_TIMEOUT);
    }

    MySqlTargetStore store(Duration lease, Duration lockTimeout) {
        return new MySqlTargetStore(pool, PIPELINE, Place.FORMAT, new MySqlTargetSettings(lease, lockTimeout));
    }

    @Override
    public MySqlLedgerPruning pruning(String pipeline) {
        return new MySqlLedgerPruning(pool, pipeline);
    }

    @Override
    public MySqlLedgerPruning pruning(Duration silence) {
        return new MySqlLedgerPruning(pool, PIPELINE, silence);
    }

    @Override
    public void execute(String... statements) {
        server.execute(database, statements);
    }

    @Override
    public List<String> rows(String sql) {
        return server.query(database, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    @Override
    public Position position(long number) {
        return new Place(number);
    }

    @Override
    public TransactionId transactionId(long number) {
        return new TransactionId(Long.toString(number));
    }

    @Override
    public SnapshotContent allBut(long... running) {
        return transaction -> {
            long number = Long.parseLong(transaction.text());
            return number < NEXT_TRANSACTION && LongStream.of(running).noneMatch(each -> each == number);
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
