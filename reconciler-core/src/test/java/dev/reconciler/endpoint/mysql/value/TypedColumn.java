package dev.reconciler.endpoint.mysql.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlSessionProperties;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowHash;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A table of MySQL or MariaDB with a key and one column of a type, with sessions of the product's own properties. */
final class TypedColumn {
    private static int tables;

    private final MySqlFamilyServer server;
    private final String database;
    private final String table;
    private final Column column;
    private final MySqlValues values;

    private TypedColumn(MySqlFamilyServer server, String database, String table, Column column) {
        this.server = server;
        this.database = database;
        this.table = table;
        this.column = column;
        this.values = MySqlValues.of(column);
    }

    static TypedColumn create(MySqlFamilyServer server, String database, String type) {
        String table = "t" + ++tables;
        server.execute(database, "CREATE TABLE " + table + " (id int PRIMARY KEY, v " + type + " NULL)");
        Column column = new MySqlSchemaReader("target", server.dataSource(database))
                .read(new TableRef(database, table))
                .orElseThrow()
                .column("v")
                .orElseThrow();
        return new TypedColumn(server, database, table, column);
    }

    String table() {
        return table;
    }

    LogicalType logical() {
        return column.type().logical();
    }

    /** @param binary true for the driver's binary protocol */
    Connection connect(boolean binary) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(MySqlSessionProperties.asMap());
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("useServerPrepStmts", Boolean.toString(binary));
        return DriverManager.getConnection(server.jdbcUrl(database), properties);
    }

    /** Replaces the rows by these values, numbered from 0, through parameters. */
    void write(List<@Nullable String> texts, boolean binary) throws SQLException {
        try (Connection connection = connect(binary);
                Statement empty = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            empty.execute("DELETE FROM " + table);
            for (int i = 0; i < texts.size(); i++) {
                insert.setInt(1, i);
                values.bind(insert, 2, texts.get(i));
                assertThat(insert.executeUpdate()).isOne();
                assertThat((Throwable) insert.getWarnings())
                        .as("warning for %s", texts.get(i))
                        .isNull();
            }
        }
    }

    /** Replaces the rows by the values of these expressions, numbered from 0. @param mode the session's sql_mode */
    void writeExpressions(List<String> expressions, String mode) {
        List<String> statements = new ArrayList<>(List.of("SET sql_mode = '" + mode + "'", "SET time_zone = '+00:00'"));
        statements.add("DELETE FROM " + table);
        for (int i = 0; i < expressions.size(); i++) {
            statements.add("INSERT INTO " + table + " VALUES (" + i + ", " + expressions.get(i) + ")");
        }
        server.execute(database, statements.toArray(String[]::new));
    }

    /** The text forms, by number. */
    List<@Nullable String> read(boolean binary) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>();
        try (Connection connection = connect(binary);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + values.select("t") + " FROM " + table + " AS t ORDER BY id");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                texts.add(values.read(rows, 1));
            }
        }
        return texts;
    }

    /** The hashes of the values' encodings as one type. */
    static List<RowHash> hashes(LogicalType type, List<@Nullable String> texts) {
        CanonicalEncoding encoding = new CanonicalEncoding(List.of(type));
        return texts.stream()
                .map(text -> CanonicalEncoding.hash(encoding.encode(Collections.singletonList(text))))
                .toList();
    }
}
