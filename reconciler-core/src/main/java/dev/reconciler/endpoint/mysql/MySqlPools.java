package dev.reconciler.endpoint.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.time.Duration;

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
