package dev.reconciler.endpoint.mysql.control;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.mysql.MySqlAddress;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlSessionSettings;
import dev.reconciler.endpoint.mysql.UtcText;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * Connection pools for control databases of MySQL and MariaDB. Each session has the settings that the statements of the stores
 * need: {@code ANSI_QUOTES} and strict checks, READ COMMITTED, UTC, texts compared by their bytes, and numbers of rows that
 * count an unchanged row as 0.
 *
 * <p>A {@link java.sql.Timestamp} is a point in time, whatever the time zone of this JVM or of the server: it is written to
 * {@code datetime(6)} and read from there in UTC.
 */
public final class MySqlControlPool {
    private static final int LONGEST_SORTED_BYTES = 64 * 1024;
    /** The servers refuse to sort with a buffer for fewer than 15 of the longest texts. */
    private static final int SORT_BUFFER_BYTES = 64 * LONGEST_SORTED_BYTES;

    private MySqlControlPool() {}

    /** A pool of a login's sessions, which connects on demand. */
    public static HikariDataSource open(DatabaseLogin login, String name, int size) {
        return open(
                MySqlAddress.url(login),
                login.user(),
                login.password(),
                name,
                size,
                login.timeouts().connect());
    }

    /**
     * A pool that connects on demand.
     *
     * @param url {@code jdbc:mysql:} with host, port, protection and, if there is one, the database; what its properties say
     *     about time zones and numbers of rows is overridden
     * @param name the pool's name in logs
     * @param connectTimeout also the time to wait for a free connection
     */
    public static HikariDataSource open(
            String url, String user, String password, String name, int size, Duration connectTimeout) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(sessions(url, user, password, connectTimeout));
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(connectTimeout.toMillis());
        return new HikariDataSource(config);
    }

    /** Opens one session for each connection. */
    static DataSource sessions(String url, String user, String password, Duration connectTimeout) {
        Properties properties = new Properties();
        properties.setProperty(PropertyKey.USER.getKeyName(), user);
        properties.setProperty(PropertyKey.PASSWORD.getKeyName(), password);
        properties.setProperty(PropertyKey.connectTimeout.getKeyName(), Long.toString(connectTimeout.toMillis()));
        properties.setProperty(PropertyKey.tcpKeepAlive.getKeyName(), "true");
        properties.setProperty(PropertyKey.useAffectedRows.getKeyName(), "true");
        properties.setProperty(PropertyKey.rewriteBatchedStatements.getKeyName(), "false");
        properties.setProperty(PropertyKey.connectionTimeZone.getKeyName(), "UTC");
        properties.setProperty(PropertyKey.forceConnectionTimeZoneToSession.getKeyName(), "false");
        properties.setProperty(PropertyKey.preserveInstants.getKeyName(), "true");
        return new Sessions(url, properties);
    }

    /** Connects, and sets each new session up. Properties given here prevail over those of the URL. */
    private static final class Sessions extends MysqlDataSource {
        private static final long serialVersionUID = 1L;

        private final Properties properties;

        Sessions(String url, Properties properties) {
            setUrl(url);
            this.properties = properties;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = DriverManager.getConnection(getUrl(), properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute(MySqlSessionSettings.SQL);
                statement.execute(settings(MySqlKind.of(connection)));
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                return UtcText.of(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }

    private static String settings(MySqlKind server) {
        return "SET NAMES utf8mb4 COLLATE " + server.binaryCollation()
                + ", time_zone = '+00:00'"
                + ", sql_mode = 'ANSI_QUOTES,ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
                // By default, texts are sorted by their first 1024 bytes.
                + ", max_sort_length = " + LONGEST_SORTED_BYTES
                + ", sort_buffer_size = " + SORT_BUFFER_BYTES
                // An IN list of more than 1000 values would become a subquery, which UPDATE and DELETE evaluate for
                // every row of
                // the table.
                + (server == MySqlKind.MARIADB ? ", in_predicate_conversion_threshold = 0" : "");
    }
}
