package dev.reconciler.endpoint.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Connection pools whose sessions have the {@link SessionSettings}, so that every value prints in the text form of {@code row}. */
public final class PostgresPools {
    private PostgresPools() {}

    /** As {@link #open(String, String, String, String, int, Duration)}. */
    public static HikariDataSource open(DatabaseLogin login, String applicationName, int size) {
        return open(
                url(login),
                login.user(),
                login.password(),
                applicationName,
                size,
                login.timeouts().connect());
    }

    /** The driver's URL: with the database and the protection, without user and password. */
    public static String url(DatabaseLogin login) {
        String url = "jdbc:postgresql://" + login.address().authority() + "/"
                + encoded(login.address().database()) + "?sslmode="
                + login.sslMode() + "&socketTimeout="
                + Math.max(1, login.timeouts().socket().toSeconds());
        return login.rootCertificate() == null
                ? url
                : url + "&sslrootcert=" + encoded(login.rootCertificate().toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A pool that connects on demand.
     *
     * @param applicationName the name that pg_stat_activity shows
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
        config.setExceptionOverride(new SessionEviction());
        config.setConnectionInitSql(SessionSettings.SQL);
        config.addDataSourceProperty("ApplicationName", applicationName);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(Math.max(1, connectTimeout.toSeconds())));
        config.addDataSourceProperty("stringtype", "unspecified");
        return new HikariDataSource(config);
    }
}
