package dev.reconciler.endpoint.postgres.read;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.SnapshotContentContract;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The log is read by a slot of its own, from the messages of {@code pgoutput}. */
@Tag("db")
class PostgresSnapshotContentTest extends SnapshotContentContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("content");
    private final HikariDataSource pool = Tables.pool(cluster, database);
    private final PostgresSourceDatabase source = new PostgresSourceDatabase(pool, SnapshotLimits.DEFAULT);
    private MappedTable table;

    @BeforeEach
    void open() {
        cluster.execute(
                database,
                "CREATE TABLE probe (writer int, number int, PRIMARY KEY (writer, number))",
                "CREATE PUBLICATION probe FOR TABLE probe",
                "SELECT pg_create_logical_replication_slot('" + database + "', 'pgoutput')");
        table = new Tables(pool, pool).sameName("probe", null);
    }

    @AfterEach
    void close() {
        cluster.execute(database, "SELECT pg_drop_replication_slot('" + database + "')");
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
        return true;
    }

    /** Every other writer commits asynchronously: its transactions are visible before they are flushed. */
    @Override
    protected Writer openWriter(int writer) {
        try {
            Connection connection = cluster.connect(database);
            Statement statement = connection.createStatement();
            statement.execute("SET synchronous_commit = " + (writer % 2 == 0 ? "on" : "off"));
            connection.setAutoCommit(false);
            return new Session(connection, statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Session(Connection connection, Statement statement) implements Writer {
        /** Every third row is inserted by a subtransaction, which has an id of its own. */
        @Override
        public void insert(int writer, int number, boolean commit) {
            try {
                statement.execute(number % 3 == 0 ? "SELECT pg_current_xact_id(); SAVEPOINT part" : "SELECT 1");
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

    /** A synchronous commit flushes the asynchronous ones before it: only then does decoding see them. */
    @Override
    protected Map<RowKey, Logged> log() {
        source.mark("flush");
        Map<RowKey, Logged> log = new HashMap<>();
        List<RowKey> rows = new ArrayList<>();
        long[] transaction = new long[1];
        for (Map<String, ?> row : cluster.query(
                database,
                "SELECT data FROM pg_logical_slot_peek_binary_changes('" + database
                        + "', NULL, NULL, 'proto_version', '1', 'publication_names', 'probe')")) {
            ByteBuffer message = ByteBuffer.wrap((byte[]) Objects.requireNonNull(row.get("data")));
            switch (message.get()) {
                case 'B' -> transaction[0] = Integer.toUnsignedLong(message.getInt(17));
                case 'I' -> rows.add(key(message));
                case 'C' -> {
                    Logged logged =
                            new Logged(new TransactionId(Long.toString(transaction[0])), new Lsn(message.getLong(10)));
                    rows.forEach(key -> log.put(key, logged));
                    rows.clear();
                }
                default -> {}
            }
        }
        return log;
    }

    /** After the kind: relation, 'N', number of columns, and of each 't', length and text. */
    private static RowKey key(ByteBuffer insert) {
        insert.position(8);
        return RowKey.of(text(insert), text(insert));
    }

    private static String text(ByteBuffer message) {
        message.get();
        byte[] text = new byte[message.getInt()];
        message.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
