package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.schema.TableRef;
import java.util.List;

/** The query for an index that starts with the columns of a key in their order, its texts sorted by byte. */
public final class BinaryIndex {
    /** One row if there is such an index; takes {@link #values}. */
    public static final String SQL = """
            SELECT 1 FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND i.indisvalid AND i.indpred IS NULL
              AND (SELECT array_agg(a.attname::text ORDER BY k.place)
                   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
                   JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                   WHERE k.place <= cardinality(?::text[])) = ?::text[]
              AND NOT EXISTS (
                   SELECT FROM unnest(i.indcollation::oid[]) WITH ORDINALITY AS x(used, place)
                   JOIN pg_collation AS l ON l.oid = x.used
                   WHERE x.place <= cardinality(?::text[]) AND l.collname NOT IN ('C', 'POSIX'))\
            """;

    private BinaryIndex() {}

    public static Object[] values(TableRef table, List<String> columns) {
        return new Object[] {table.schema(), table.name(), columns, columns, columns};
    }
}
