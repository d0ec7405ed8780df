package dev.reconciler.bench.lab.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plain statements on one connection, every value bound; results as text. */
public final class ShopSql {
    private ShopSql() {}

    /** A value in text form, whose type follows from its place in the statement. */
    public record Text(@Nullable String text) {}

    /** Returns whether the server rolled a transaction back because of another one: the application may repeat it. */
    public static boolean isRolledBack(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("40");
    }

    /** A name as an identifier of a statement. */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String names(Collection<String> names) {
        return names.stream().map(ShopSql::name).collect(Collectors.joining(", "));
    }

    /** Runs statements separated by semicolons; in auto-commit mode they are one transaction. */
    public static void script(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Runs one statement; returns how many rows it changed. */
    public static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /**
     * Runs one statement that has to change exactly one row.
     *
     * @throws IllegalStateException if it changed another number
     */
    public static void updateOne(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        int changed = update(connection, sql, values);
        if (changed != 1) {
            throw new IllegalStateException("changed " + changed + " rows instead of one: " + sql.strip());
        }
    }

    public static List<List<@Nullable String>> rows(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            int width = result.getMetaData().getColumnCount();
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>(width);
                for (int i = 1; i <= width; i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** As {@link #rows}, each value by the name that the statement gives it. */
    public static List<Map<String, @Nullable String>> namedRows(
            Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, @Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The names of a table's columns, in order. */
    public static List<String> columns(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + table + " WHERE 1 = 0");
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData columns = result.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
            }
            return names;
        }
    }

    /** Inserts one row; returns the key that the server gave it. */
    public static long insert(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement =
                bound(connection, connection.prepareStatement(sql, new String[] {"id"}), values)) {
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new IllegalStateException("no key of the row: " + sql.strip());
                }
                return keys.getLong(1);
            }
        }
    }

    /** The keys, of one column, that a query returns. */
    public static List<String> keys(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        List<String> keys = new ArrayList<>();
        for (List<@Nullable String> row : rows(connection, sql, values)) {
            keys.add(Objects.requireNonNull(row.get(0)));
        }
        return keys;
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        return bound(connection, connection.prepareStatement(sql), values);
    }

    private static PreparedStatement bound(
            Connection connection, PreparedStatement statement, @Nullable Object... values) throws SQLException {
        ShopDialect dialect = ShopDialect.of(connection);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Text value) {
                dialect.bind(statement, i + 1, value.text());
            } else if (values[i] instanceof UUID id) {
                // Its column may be a text, too.
                dialect.bind(statement, i + 1, id.toString());
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }
}
