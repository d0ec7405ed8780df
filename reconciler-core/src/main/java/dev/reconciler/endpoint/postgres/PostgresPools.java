package dev.reconciler.endpoint.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Connection pools whose sessions print every value in the text form that {@code row} defines. */
public final class PostgresPools {
    /**
     * What makes a session's output the text form: UTC, ISO dates, shortest-exact floats, hex bytea. Run on every new
     * connection, because the driver sends the JVM's own time zone.
     */
    public static final String SESSION_SETTINGS = """
            SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1;
            SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET xmloption = 'content'; SET jit = off;
            SET idle_in_transaction_session_timeout = 0""";

    private PostgresPools() {}

    /**
     * A pool that connects on demand.
     *
     * @param applicationName what pg_stat_activity shows
     * @param connectTimeout also the time to wait for a free connection
     */
    public static HikariDataSource open(
            String jdbcUrl, String user, String password, String applicationName, int size, Duration connectTimeout) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName(applicationName);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(connectTimeout.toMillis());
        config.setExceptionOverride(new ReadOnlyEviction());
        config.setConnectionInitSql(SESSION_SETTINGS);
        config.addDataSourceProperty("ApplicationName", applicationName);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(Math.max(1, connectTimeout.toSeconds())));
        config.addDataSourceProperty("stringtype", "unspecified");
        return new HikariDataSource(config);
    }
}
