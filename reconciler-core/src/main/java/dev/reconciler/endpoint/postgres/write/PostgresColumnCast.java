package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Casts by assignment to a column of the same type in a temporary table: an explicit cast to {@code varchar(3)} would cut a
 * longer text off without a word. Nothing of it is kept.
 */
public final class PostgresColumnCast implements ColumnCast {
    private final DataSource target;

    /** @param target sessions of {@link dev.reconciler.endpoint.postgres.PostgresPools}, which print the text form */
    public PostgresColumnCast(DataSource target) {
        this.target = target;
    }

    @Override
    public Cast cast(MappedTable table, Map<String, @Nullable String> values) {
        return PostgresFailures.reading("casting values to columns of " + table.target(), target, connection -> {
            Map<String, @Nullable String> texts = new TreeMap<>();
            Map<String, String> problems = new TreeMap<>();
            connection.setAutoCommit(false);
            for (Map.Entry<String, @Nullable String> value : values.entrySet()) {
                try {
                    String text = value.getValue();
                    texts.put(value.getKey(), text == null ? null : cast(connection, table, value.getKey(), text));
                } catch (SQLException e) {
                    if (!isOpinion(e)) {
                        throw e;
                    }
                    problems.put(value.getKey(), String.valueOf(e.getMessage()));
                } finally {
                    connection.rollback();
                }
            }
            return new Cast(texts, problems);
        });
    }

    private static @Nullable String cast(Connection connection, MappedTable table, String column, String text)
            throws SQLException {
        Translation translation = table.columns().get(table.indexOf(column)).translation();
        String name = Identifiers.quote(
                translation == null ? column : translation.source().name());
        TableRef of = translation == null ? table.target() : translation.table();
        Sql.execute(
                connection,
                "CREATE TEMPORARY TABLE edited_value ON COMMIT DROP AS SELECT " + name + " FROM "
                        + Identifiers.quote(of) + " LIMIT 0");
        return Sql.first(
                        connection,
                        "INSERT INTO pg_temp.edited_value (" + name + ") VALUES (?) RETURNING " + name + "::text",
                        row -> row.getString(1),
                        text)
                .orElse(null);
    }

    /** Only the server's own sentence can help the person who typed the value; a lost connection is no opinion of it. */
    private static boolean isOpinion(SQLException refused) {
        String state = refused.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
