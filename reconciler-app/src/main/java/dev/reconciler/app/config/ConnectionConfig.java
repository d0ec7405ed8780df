package dev.reconciler.app.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How to reach one PostgreSQL database.
 *
 * @param socketTimeout how long a statement's answer may take before the connection is given up: who waits on one whose other end is
 *     gone is never told
 */
public record ConnectionConfig(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        SslConfig ssl,
        Duration connectTimeout,
        Duration socketTimeout,
        int maxConnections) {

    /** For the driver: with the database and the protection, without user and password. */
    public String jdbcUrl() {
        StringBuilder url = new StringBuilder("jdbc:postgresql://")
                .append(authority())
                .append('/')
                .append(encoded(database))
                .append("?sslmode=")
                .append(ssl.mode())
                .append("&socketTimeout=")
                .append(Math.max(1, socketTimeout.toSeconds()));
        if (ssl.rootCertificate() != null) {
            url.append("&sslrootcert=").append(encoded(ssl.rootCertificate().toString()));
        }
        return url.toString();
    }

    /** For people: {@code user@host:port/database}. */
    public String display() {
        return user + "@" + authority() + "/" + database;
    }

    private String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
