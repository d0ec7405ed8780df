package dev.reconciler.endpoint.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Connections that send a {@link Timestamp} as text in UTC, rounded to microseconds. The driver itself would send whole seconds to
 * MariaDB: up to version 10.11 that server introduces itself as version 5.5.5, which has no fractions of seconds.
 */
public final class UtcText {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final long HALF_A_MICROSECOND = 500;

    private UtcText() {}

    public static Connection of(Connection connection) {
        return Proxies.of(Connection.class, (self, method, arguments) -> {
            Object result = Proxies.invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement ? statement(statement) : result;
        });
    }

    private static PreparedStatement statement(PreparedStatement statement) {
        return Proxies.of(PreparedStatement.class, (self, method, arguments) -> {
            if (method.getName().equals("setTimestamp") && arguments[1] != null) {
                statement.setString((Integer) arguments[0], text(((Timestamp) arguments[1]).toInstant()));
                return null;
            }
            return Proxies.invoke(method, statement, arguments);
        });
    }

    /** The literal of a {@code datetime(6)}. */
    public static String text(Instant at) {
        return FORMAT.format(LocalDateTime.ofInstant(at, ZoneOffset.UTC)
                .plusNanos(HALF_A_MICROSECOND)
                .truncatedTo(ChronoUnit.MICROS));
    }
}
