package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.mysql.value.UnstorableValueException;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Casts by assignment to a column of the same type in a temporary table of the database {@code reconciler}, as a CAST would change values
 * that an assignment refuses. Nothing of it is kept.
 */
public final class MySqlColumnCast implements ColumnCast {
    private static final String TABLE = "reconciler.edited_value";

    private final DataSource target;

    /** @param target sessions of {@link dev.reconciler.endpoint.mysql.MySqlPools} */
    public MySqlColumnCast(DataSource target) {
        this.target = target;
    }

    @Override
    public Cast cast(MappedTable table, Map<String, @Nullable String> values) {
        return MySqlFailures.reading("casting values to columns of " + table.target(), target, connection -> {
            Map<String, @Nullable String> texts = new TreeMap<>();
            Map<String, String> problems = new TreeMap<>();
            for (Map.Entry<String, @Nullable String> value : values.entrySet()) {
                try {
                    String text = value.getValue();
                    texts.put(value.getKey(), text == null ? null : cast(connection, table, value.getKey(), text));
                } catch (UnstorableValueException e) {
                    problems.put(value.getKey(), String.valueOf(e.getMessage()));
                } catch (SQLException e) {
                    if (MySqlFailures.kind(e) != WriteFailedException.Kind.DATA) {
                        throw e;
                    }
                    problems.put(value.getKey(), String.valueOf(e.getMessage()));
                }
            }
            return new Cast(texts, problems);
        });
    }

    private static @Nullable String cast(Connection connection, MappedTable table, String column, String text)
            throws SQLException {
        MappedColumn mapped = table.columns().get(table.indexOf(column));
        Translation translation = mapped.translation();
        Column definition = translation == null ? mapped.target() : translation.source();
        TableRef of = translation == null ? table.target() : translation.table();
        String name = MySqlIdentifiers.quote(definition.name());
        MySqlValues values = MySqlValues.of(definition);
        // The copy of a column lacks the check by which MariaDB requires JSON.
        Sql.execute(
                connection,
                "CREATE TEMPORARY TABLE " + TABLE
                        + (definition.type().logical() == LogicalType.JSON
                                ? " (" + name + " json)"
                                : " AS SELECT " + name + " FROM " + MySqlIdentifiers.quote(of) + " LIMIT 0"));
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + TABLE + " (" + name + ") VALUES (?)");
                PreparedStatement select =
                        connection.prepareStatement("SELECT " + values.select("t") + " FROM " + TABLE + " AS t")) {
            values.bind(insert, 1, text);
            insert.executeUpdate();
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return values.read(row, 1);
            }
        } finally {
            Sql.execute(connection, "DROP TEMPORARY TABLE " + TABLE);
        }
    }
}
