package dev.reconciler.testing.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlSessionProperties;

/** Pools of sessions with the properties of the product. */
public final class MySqlSessions {
    private MySqlSessions() {}

    /** The caller closes it. */
    public static HikariDataSource pool(MySqlFamilyServer server, String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl(database));
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        MySqlSessionProperties.asMap().forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }
}
