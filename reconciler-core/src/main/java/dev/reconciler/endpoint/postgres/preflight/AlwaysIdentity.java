package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.TableRef;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * A column {@code GENERATED ALWAYS AS IDENTITY} of a table to which foreign keys refer that act on a deletion. A row gets another value
 * there only by a deletion and an insertion, on which the foreign keys would delete, change or refuse.
 *
 * @param foreignKeys each as its name and its table
 */
public record AlwaysIdentity(TableRef table, String column, List<String> foreignKeys) {
    /** All such columns of these tables. */
    public static List<AlwaysIdentity> of(DataSource database, Collection<TableRef> tables) {
        String sql = """
            SELECT n.nspname, c.relname, a.attname, f.named
            FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
            JOIN pg_namespace AS n ON n.nspname = w.schema_name
            JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity = 'a' AND NOT a.attisdropped
            CROSS JOIN LATERAL (
                SELECT array_agg(DISTINCT conname || ' of ' || conrelid::regclass::text) AS named
                FROM pg_constraint WHERE confrelid = c.oid AND contype = 'f' AND confdeltype <> 'a') AS f
            WHERE f.named IS NOT NULL ORDER BY 1, 2, 3\
            """;
        try {
            return Sql.with(
                    database,
                    connection -> Sql.list(
                            connection,
                            sql,
                            row -> new AlwaysIdentity(
                                    new TableRef(row.getString(1), row.getString(2)),
                                    row.getString(3),
                                    Sql.texts(row, 4)),
                            TableRef.schemas(tables),
                            TableRef.names(tables)));
        } catch (SQLException e) {
            throw new ReadFailedException("could not read the identity columns of tables: " + e.getMessage(), e);
        }
    }
}
