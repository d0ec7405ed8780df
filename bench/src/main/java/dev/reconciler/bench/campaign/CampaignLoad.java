package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.load.Load;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/**
 * Writers on the source, each with its own seed. A writer waits for an unreachable server. Each transaction that changes mapped
 * rows inserts one row into the log of commits, so that their number is known even if a session died in its COMMIT.
 */
final class CampaignLoad implements AutoCloseable {
    /** Accounts 1 to this get most of the writes. */
    static final int HOT = 30;

    /** The pauses of the writer of large transactions, as a multiple of the other writers' pauses. */
    private static final int WIDE_PAUSES = 800;

    /**
     * Deadlock, serialization failure, a parent or a key that another writer changed: the load abandons the transaction. The last is
     * MySQL's for both of these.
     */
    private static final Set<String> LOST_RACES = Set.of("40P01", "40001", "23503", "23505", "23000");

    private final World world;
    private final Load load;

    /** The work of a transaction. */
    interface Work {
        void in(Statement statement) throws SQLException;
    }

    /** Writes one transaction after another. */
    interface Writer {
        /** False if the transaction is to be rolled back. */
        boolean transaction(Statement statement) throws SQLException;
    }

    /** @param pause of each writer after each transaction */
    CampaignLoad(World world, int sessions, long seed, Duration pause) {
        this.world = world;
        this.load = new Load(
                this::connect,
                Waits::pause,
                CampaignLoad::isOutage,
                failure -> world.timeline.note("a writer of the load failed: %s", failure));
        boolean cascades = world.server(CampaignServer.SOURCE).dialect().logsCascades();
        for (int i = 0; i < sessions; i++) {
            load.add("load-" + i, pause, session(new AccountWriter(i, new Random(seed + i), cascades)));
        }
        load.add("load-wide", pause.multipliedBy(WIDE_PAUSES), session(new WideWriter(new Random(seed - 1))));
    }

    void start() {
        load.start();
    }

    private Connection connect() throws SQLException {
        return world.server(CampaignServer.SOURCE).connect();
    }

    private static Load.Session session(Writer writer) {
        return connection -> () -> write(connection, writer);
    }

    private static void write(Connection connection, Writer writer) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (writer.transaction(statement)) {
                log(statement, "load");
                connection.commit();
            } else {
                connection.rollback();
            }
        } catch (SQLException e) {
            if (!LOST_RACES.contains(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
        }
    }

    /** Connection failures, a server that starts or stops. Every other failure is an error of the load. */
    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("25P03"));
    }

    private static void log(Statement statement, String what) throws SQLException {
        statement.execute("INSERT INTO commit_log (what) VALUES ('" + what + "')");
    }

    /** Executes one transaction of another application, concurrently with the load's. */
    void transaction(String what, Work work) throws SQLException, InterruptedException {
        load.beside(() -> {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                work.in(statement);
                log(statement, what);
                connection.commit();
            }
        });
    }

    /** Executes it while no writer writes and no transaction is open. */
    void idle(Load.Rest rest) throws InterruptedException {
        load.idle(rest);
    }

    /** Stops the writers; their last transactions are committed or abandoned. */
    @Override
    public void close() {
        load.close();
        load.failure().ifPresent(failed -> {
            throw new IllegalStateException("a writer of the load failed", failed);
        });
    }
}
