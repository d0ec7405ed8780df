package dev.reconciler.endpoint.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Connection pools whose sessions have the {@link MySqlSessionProperties} and {@link MySqlSessionSettings}, READ COMMITTED as their isolation, and numbers of rows
 * that count each row which a statement matched, even if it left the row as it was.
 */
public final class MySqlPools {
    private MySqlPools() {}

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
     * One connection outside a pool, with the server's own settings. If the server refuses it, this fails at once and with the
     * server's words; a pool would try again until its time-out.
     */
    public static Connection connect(DatabaseLogin login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty(
                "connectTimeout", Long.toString(login.timeouts().connect().toMillis()));
        return DriverManager.getConnection(MySqlAddress.url(login), properties);
    }

    /**
     * A pool that connects on demand.
     *
     * @param url {@code jdbc:mysql:} with host, port and protection; the properties that are set here override its own
     * @param name the pool's name in logs
     * @param connectTimeout also the time to wait for a free connection
     */
    public static HikariDataSource open(
            String url, String user, String password, String name, int size, Duration connectTimeout) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(connectTimeout.toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(MySqlSessionSettings.SQL);
        MySqlSessionProperties.asMap().forEach(config::addDataSourceProperty);
        config.addDataSourceProperty("useAffectedRows", "false");
        config.addDataSourceProperty("rewriteBatchedStatements", "false");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(connectTimeout.toMillis()));
        return new HikariDataSource(config);
    }
}
