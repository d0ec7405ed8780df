package dev.reconciler.bench.lab.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A role of one of the demo's databases. */
public record Login(String jdbcUrl, String user, String password) {
    private static final String OF_MYSQL = "&allowMultiQueries=true&tinyInt1isBit=false&connectionTimeZone=UTC"
            + "&forceConnectionTimeZoneToSession=true&sessionVariables=sql_mode=%27ANSI,STRICT_ALL_TABLES%27";

    /** A login to MySQL or MariaDB, for sessions as {@link ShopDialect} requires them. @param jdbcUrl with parameters */
    public static Login ofMySql(String jdbcUrl, String user, String password) {
        return new Login(jdbcUrl + OF_MYSQL, user, password);
    }

    /**
     * A connection in auto-commit mode that the caller closes. Its transactions don't lock the rows that they only read, on any
     * server.
     */
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    /** A pool that connects on demand, to sessions as {@link #connect} opens them; the caller closes it. */
    public HikariDataSource pool(String applicationName, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName(applicationName);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl.replaceFirst("\\?.*", "");
    }
}
