package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A MySQL or MariaDB server of the campaign: always one that the campaign starts, because it has to stop it. */
final class MySqlServer implements LabServer {
    private static final int NO_SUCH_SESSION = 1094;

    private final MySqlFamilyServer server;
    private final String database;
    private final CampaignDialect dialect;

    private MySqlServer(MySqlFamilyServer server, String database, CampaignDialect dialect) {
        this.server = server;
        this.database = database;
        this.dialect = dialect;
    }

    static MySqlServer start(Flavor flavor, CampaignServer side, Optional<Path> disk) {
        MySqlFamilyServer.Builder builder = MySqlFamilyServer.builder(flavor)
                .setting("sync_binlog", "1")
                .setting("innodb_flush_log_at_trx_commit", "1")
                // Without it, only an account with SUPER could create the triggers of the control tables.
                .setting("log_bin_trust_function_creators", "ON");
        if (flavor == Flavor.MYSQL) {
            disk.ifPresent(space -> builder.setting("innodb_directories", space.toString()));
        }
        MySqlFamilyServer server = builder.start();
        server.execute(
                "",
                "CREATE DATABASE " + side.database() + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "CREATE USER '" + World.ROLE + "'@'%' IDENTIFIED BY '" + World.PASSWORD + "'");
        String placement = disk.map(space -> "DATA DIRECTORY = '" + space + "'").orElse("");
        return new MySqlServer(server, side.database(), new MySqlCampaignDialect(flavor, placement));
    }

    @Override
    public CampaignDialect dialect() {
        return dialect;
    }

    @Override
    public String scheme() {
        return server.flavor().label();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Connection connect() throws SQLException {
        return administrator().connect();
    }

    @Override
    public Login administrator() {
        return Login.ofMySql(server.jdbcUrl(database), server.user(), server.password());
    }

    @Override
    public void execute(String... scripts) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String script : scripts) {
                statement.execute(script);
                while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                    // A statement that fails throws only when its result is reached.
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(server + " failed: " + String.join("; ", scripts), e);
        }
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(server + " failed: " + sql, e);
        }
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void crash() {
        server.kill();
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void endSessions() {
        kill("KILL ", "");
    }

    @Override
    public void cancelStatements() {
        kill("KILL QUERY ", " AND command IN ('Query', 'Execute')");
    }

    private void kill(String how, String condition) {
        String sessions = "SELECT id FROM information_schema.processlist WHERE user = '" + World.ROLE + "'" + condition;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (Map<String, @Nullable Object> session : query(sessions)) {
                kill(statement, how + session.values().iterator().next());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(server + " could not kill the daemon's sessions", e);
        }
    }

    private static void kill(Statement statement, String kill) throws SQLException {
        try {
            statement.execute(kill);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_SESSION) {
                throw e;
            }
        }
    }

    /** A limit of 0 is none, so that the daemon still gets one session. */
    @Override
    public void refuseSessions() {
        limitSessions(1);
    }

    @Override
    public void admitSessions() {
        limitSessions(0);
    }

    private void limitSessions(int most) {
        execute("ALTER USER '" + World.ROLE + "'@'%' WITH MAX_USER_CONNECTIONS " + most);
    }

    @Override
    public String writePosition() {
        Map<String, @Nullable Object> end =
                query(server.flavor().logEndStatement()).get(0);
        return end.get("File") + ":" + end.get("Position");
    }

    @Override
    public void rotateLog(String checkpoint) {
        execute("FLUSH BINARY LOGS", "PURGE BINARY LOGS TO '" + file(checkpoint.split(" ")[1]) + "'");
    }

    @Override
    public void loseStream() {
        execute("FLUSH BINARY LOGS");
        execute("PURGE BINARY LOGS TO '" + file(writePosition()) + "'"); // the file that the flush began
        long files = query("SHOW BINARY LOGS").size();
        if (files != 1) {
            throw new IllegalStateException(server + " still has " + files + " files of its log");
        }
    }

    private static String file(String log) {
        return log.substring(0, log.lastIndexOf(':'));
    }

    @Override
    public void close() {
        server.close();
    }
}
