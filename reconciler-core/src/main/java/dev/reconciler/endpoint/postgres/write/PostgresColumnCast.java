package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.ColumnCast;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Casts by assignment to a column of the same type in a temporary table: an explicit cast to {@code varchar(3)} would cut a
 * longer text off without a word. Nothing of it is kept.
 */
public final class PostgresColumnCast implements ColumnCast {
    private final Jdbi target;

    /** @param target sessions of {@link dev.reconciler.endpoint.postgres.PostgresPools}, which print the text form */
    public PostgresColumnCast(DataSource target) {
        this(Jdbi.create(target));
    }

    public PostgresColumnCast(Jdbi target) {
        this.target = target;
    }

    @Override
    public Cast cast(MappedTable table, Map<String, @Nullable String> values) {
        Map<String, @Nullable String> texts = new TreeMap<>();
        Map<String, String> problems = new TreeMap<>();
        target.useHandle(handle -> values.forEach((column, text) -> {
            try {
                texts.put(column, text == null ? null : cast(handle, table, column, text));
            } catch (JdbiException e) {
                problems.put(column, words(e));
            }
        }));
        return new Cast(texts, problems);
    }

    private static @Nullable String cast(Handle handle, MappedTable table, String column, String text) {
        String name = Identifiers.quote(column);
        handle.begin();
        try {
            handle.execute("CREATE TEMPORARY TABLE edited_value ON COMMIT DROP AS SELECT " + name + " FROM "
                    + Identifiers.quote(table.target()) + " LIMIT 0");
            Optional<String> printed = handle.createQuery("INSERT INTO pg_temp.edited_value (" + name
                            + ") VALUES (:text) RETURNING " + name + "::text")
                    .bind("text", text)
                    .mapTo(String.class)
                    .findOne();
            return printed.orElse(null);
        } finally {
            handle.rollback();
        }
    }

    /** Only the server's own sentence can help the person who typed the value; a lost connection is no opinion of it. */
    private static String words(JdbiException e) {
        if (e.getCause() instanceof SQLException refused
                && refused.getSQLState() != null
                && (refused.getSQLState().startsWith("22")
                        || refused.getSQLState().startsWith("23"))) {
            return String.valueOf(refused.getMessage());
        }
        throw e;
    }
}
