package dev.reconciler.endpoint.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement: prepares it, binds its values, reads its result and closes both. Each call is one round trip. Every method
 * throws the driver's {@link SQLException}; the caller adds what it was doing.
 *
 * <p>The Java type of a value decides its type in SQL: an {@link Instant} becomes timestamptz, a collection an array, where the engine has arrays (of bigint if it
 * holds {@link Long}s, else of text), null a text. An {@link Untyped} takes the type that its place in the statement gives it.
 */
public final class Sql {
    private Sql() {}

    /** Makes a value of the row at which the result stands. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Takes the row at which a result stands. */
    @FunctionalInterface
    public interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** Uses a connection and leaves it open. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** A value in the input form of a type that the driver does not know. */
    public record Untyped(String text) {}

    /** Prepares a statement and binds its values, for callers that read the result in their own way. */
    public static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(statement, values);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Calls the reader once for each row. */
    public static void each(Connection connection, String sql, RowReader reader, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    public static <T> List<T> list(Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values)
            throws SQLException {
        List<T> list = new ArrayList<>();
        each(connection, sql, row -> list.add(mapper.map(row)), values);
        return list;
    }

    /** Maps the first row; empty if there is none, or if it maps to null. */
    public static <T> Optional<T> first(
            Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(mapper.map(rows)) : Optional.empty();
        }
    }

    /** Maps the first row of a statement that always returns one. */
    public static <T> T one(Connection connection, String sql, RowMapper<T> mapper, @Nullable Object... values)
            throws SQLException {
        return first(connection, sql, mapper, values)
                .orElseThrow(() -> new SQLException("the statement returned no row: " + sql));
    }

    /** Returns the one number that the statement always returns. */
    public static long number(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return one(connection, sql, row -> row.getLong(1), values);
    }

    /** Returns whether the statement returns a row. */
    public static boolean exists(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return first(connection, sql, row -> true, values).isPresent();
    }

    /** Returns the first value of the first row as a boolean; false if there is no row. */
    public static boolean isTrue(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return first(connection, sql, row -> row.getBoolean(1), values).orElse(false);
    }

    /** Returns how many rows the statement changed. */
    public static long update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeLargeUpdate();
        }
    }

    /** Runs the statement once for each item, all in one round trip; returns how many rows each run changed. */
    public static <T> int[] batch(
            Connection connection, String sql, Collection<T> items, Function<T, @Nullable Object[]> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T item : items) {
                bind(statement, values.apply(item));
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Runs statements without values, whose results are of no interest, and does not prepare them. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs the work on a connection of its own; each statement commits by itself. */
    public static <T> T with(DataSource pool, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(true);
            return work.run(connection);
        }
    }

    /** Runs the work in a READ COMMITTED transaction of its own, and rolls it back if the work fails. */
    public static <T> T transaction(DataSource pool, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                if (!connection.isClosed()) {
                    connection.rollback();
                }
                throw e;
            }
        }
    }

    /** Reads an array of texts. */
    public static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Collection<?> elements) {
                boolean numbers = !elements.isEmpty() && elements.iterator().next() instanceof Long;
                statement.setArray(
                        i + 1, statement.getConnection().createArrayOf(numbers ? "int8" : "text", elements.toArray()));
            } else if (value instanceof Instant instant) {
                statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
            } else if (value instanceof Untyped untyped) {
                statement.setObject(i + 1, untyped.text(), Types.OTHER);
            } else if (value == null) {
                statement.setNull(i + 1, Types.VARCHAR);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
