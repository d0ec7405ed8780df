package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Four writers that commit numbered transactions as fast as the server takes them. The first statement of each is
 * {@code INSERT INTO p VALUES (writer,number,1)}, by which {@link LoadLog} recognizes it.
 */
final class Load implements AutoCloseable {
    static final int WRITERS = 4;
    private static final int BULK_ROWS = 1_000;

    /** The statements of the transactions. */
    enum Kind {
        /** One row, every third two, every fiftieth with an update of forty. */
        PLAIN,
        /** As PLAIN; the first writer adds a thousand rows to each transaction. */
        LARGE,
        /** XA: of ten, six prepared and committed, two prepared and rolled back, two committed in one phase. */
        XA
    }

    private final MySqlFamilyServer server;
    private final String database;
    private final Kind kind;
    private final int first;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean mayLoseServer = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<CompletableFuture<Integer>> writers;

    /** @param first the number of each writer's first transaction */
    Load(MySqlFamilyServer server, String database, Kind kind, int first) {
        this.server = server;
        this.database = database;
        this.kind = kind;
        this.first = first;
        writers = IntStream.rangeClosed(1, WRITERS)
                .mapToObj(writer -> CompletableFuture.supplyAsync(() -> write(writer), threads))
                .toList();
    }

    static void createTables(MySqlFamilyServer server, String database) {
        server.execute(
                database,
                "CREATE TABLE p (w INT, s INT, v INT, PRIMARY KEY (w, s)) ENGINE = InnoDB",
                "CREATE TABLE bulk (id BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(40)) ENGINE = InnoDB",
                "CREATE TABLE digits (d INT PRIMARY KEY) ENGINE = InnoDB",
                "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    }

    static int id(int writer, int number) {
        return number * WRITERS + writer - 1;
    }

    static int idOfXid(String xid) {
        return Integer.parseInt(xid.substring(1));
    }

    /** The writer's last acknowledged number. */
    private int write(int writer) {
        int number = first - 1;
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(kind == Kind.XA);
            while (!stopped.get()) {
                if (kind == Kind.XA) {
                    xa(statement, writer, number + 1);
                } else {
                    plain(statement, writer, number + 1);
                    connection.commit();
                }
                number++;
            }
            return number;
        } catch (SQLException e) {
            if (mayLoseServer.get()) {
                return number;
            }
            throw new IllegalStateException("writer " + writer + " failed at " + (number + 1), e);
        }
    }

    private void plain(Statement statement, int writer, int number) throws SQLException {
        statement.execute("INSERT INTO p VALUES (" + writer + "," + number + ",1)");
        if (number % 3 == 0) {
            statement.execute("INSERT INTO p VALUES (" + (writer + 100) + "," + number + ",1)");
        }
        if (number % 50 == 0) {
            statement.execute("UPDATE p SET v = v + 1 WHERE w = " + writer + " AND s > " + (number - 40));
        }
        if (kind == Kind.LARGE && writer == 1) {
            statement.execute(
                    "INSERT INTO bulk (v) SELECT REPEAT('x', 40) FROM digits a, digits b, digits c LIMIT " + BULK_ROWS);
        }
    }

    private static void xa(Statement statement, int writer, int number) throws SQLException {
        String xid = "'x" + id(writer, number) + "'";
        statement.execute("XA START " + xid);
        statement.execute("INSERT INTO p VALUES (" + writer + "," + number + ",1)");
        statement.execute("XA END " + xid);
        int fate = number % 10;
        if (fate >= 8) {
            statement.execute("XA COMMIT " + xid + " ONE PHASE");
        } else {
            statement.execute("XA PREPARE " + xid);
            statement.execute((fate >= 6 ? "XA ROLLBACK " : "XA COMMIT ") + xid);
        }
    }

    boolean hasFailed() {
        return writers.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** From now on a lost connection ends a writer without an error; the writers keep writing. */
    void mayLoseServer() {
        mayLoseServer.set(true);
    }

    /** Ends the writers and returns the ids that were acknowledged. */
    BitSet end() {
        stopped.set(true);
        BitSet acknowledged = new BitSet();
        for (int writer = 1; writer <= WRITERS; writer++) {
            int last = writers.get(writer - 1).join();
            for (int number = first; number <= last; number++) {
                acknowledged.set(id(writer, number));
            }
        }
        return acknowledged;
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
