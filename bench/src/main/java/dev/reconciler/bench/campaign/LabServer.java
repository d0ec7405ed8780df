package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server of the campaign with its one database and the daemon's account, for the campaign's administrator. It has the same port and data
 * after a stop and after a crash.
 */
interface LabServer extends AutoCloseable {
    /**
     * Starts a server with an empty database and the daemon's account.
     *
     * @param disk directory of the target's largest tables; empty for the server's own
     */
    static LabServer start(ServerKind kind, CampaignServer side, Optional<Path> disk) {
        return kind == ServerKind.postgres
                ? PostgresServer.start(side, disk)
                : MySqlServer.start(kind.flavor(), side, disk);
    }

    CampaignDialect dialect();

    /** Returns the scheme of the server's URL in the daemon's configuration. */
    String scheme();

    int port();

    /** Returns a session of the administrator, in auto-commit mode, which the caller closes. */
    Connection connect() throws SQLException;

    Login administrator();

    /** Executes the scripts as the administrator. */
    void execute(String... scripts);

    /** Returns the rows of a query of the administrator, in order, as column label to value. */
    List<Map<String, @Nullable Object>> query(String sql);

    /** Stops the server in order. */
    void stop();

    /** Kills the server as a power cut would. */
    void crash();

    /** Starts the server after a stop or a crash. */
    void start();

    /** Ends the daemon's sessions. */
    void endSessions();

    /** Cancels the daemon's running statements. */
    void cancelStatements();

    /** Lets the daemon open no further session, or at most one where a server can't refuse all. */
    void refuseSessions();

    /** Ends {@link #refuseSessions}. */
    void admitSessions();

    /** Returns the end of the source's log. */
    String writePosition();

    /** Begins a new file of the source's log, and removes the files before the checkpoint's. */
    void rotateLog(String checkpoint);

    /**
     * Removes the part of the source's log that the daemon, which is not connected, has not read yet.
     *
     * @throws IllegalStateException if the log is in use
     */
    void loseStream();

    @Override
    void close();
}
