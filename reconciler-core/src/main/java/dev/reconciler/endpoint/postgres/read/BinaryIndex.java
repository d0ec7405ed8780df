package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.schema.TableRef;
import java.util.List;

/**
 * The query for an index that serves ranges of a key: its columns in their order, its texts sorted by byte. Columns that hold one value
 * in all rows of a mapping may precede them.
 */
public final class BinaryIndex {
    /** One row if there is such an index; takes {@link #values}. */
    public static final String SQL = """
            SELECT 1 FROM (SELECT ?::text[] AS fixed, ?::text[] AS key) AS w
            CROSS JOIN LATERAL (SELECT 0 AS places UNION SELECT cardinality(w.fixed)) AS p
            CROSS JOIN pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND i.indisvalid AND i.indpred IS NULL
              AND NOT EXISTS (
                   SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
                   LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                   WHERE k.place <= p.places AND (a.attname::text = ANY (w.fixed)) IS NOT TRUE)
              AND (SELECT array_agg(a.attname::text ORDER BY k.place)
                   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
                   JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                   WHERE k.place > p.places AND k.place <= p.places + cardinality(w.key)) = w.key
              AND NOT EXISTS (
                   SELECT FROM unnest(i.indcollation::oid[]) WITH ORDINALITY AS x(used, place)
                   JOIN pg_collation AS l ON l.oid = x.used
                   WHERE x.place > p.places AND x.place <= p.places + cardinality(w.key)
                     AND l.collname NOT IN ('C', 'POSIX'))
            LIMIT 1\
            """;

    private BinaryIndex() {}

    /** @param fixed columns with one value in all rows of the mapping */
    public static Object[] values(TableRef table, List<String> fixed, List<String> columns) {
        return new Object[] {fixed, columns, table.schema(), table.name()};
    }
}
