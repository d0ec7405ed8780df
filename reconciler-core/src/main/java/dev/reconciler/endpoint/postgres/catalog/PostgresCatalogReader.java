package dev.reconciler.endpoint.postgres.catalog;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogReader;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.schema.catalog.CatalogTable.Check;
import dev.reconciler.schema.catalog.CatalogTable.Counter;
import dev.reconciler.schema.catalog.CatalogTable.Detail;
import dev.reconciler.schema.catalog.CatalogTable.Index;
import dev.reconciler.schema.catalog.CatalogTable.Reference;
import dev.reconciler.schema.catalog.CatalogTable.Trigger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads PostgreSQL's catalog with every detail. Several queries see it one after the other. */
public final class PostgresCatalogReader implements CatalogReader {
    private static final String TABLES = """
        SELECT c.oid, n.nspname, c.relname FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)
        JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema_name
        JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name""";

    /** A reading of a table waits for statements that change it, and the daemon's other comparisons wait for this one. */
    private static final int LOCK_MILLIS = 2_000;

    private final Side side;
    private final DataSource database;

    public PostgresCatalogReader(Side side, DataSource database) {
        this.side = side;
        this.database = database;
    }

    @Override
    public Catalog read(Collection<TableRef> tables) {
        PostgresSchemaReader definitions = new PostgresSchemaReader(side, database);
        Map<TableRef, TableSchema> schemas = definitions.read(tables);
        List<TableRef> names = definitions.tables();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, "SET LOCAL search_path = pg_catalog");
            Sql.execute(connection, "SET LOCAL lock_timeout = " + LOCK_MILLIS);
            Map<TableRef, Parts> found = new LinkedHashMap<>();
            tables.stream().distinct().filter(schemas::containsKey).forEach(table -> found.put(table, new Parts()));
            Query query = new Query(connection, found);
            columns(query);
            counters(query);
            indexes(query);
            checks(query);
            references(query);
            triggers(query);
            List<Catalog.View> views = views(query);
            connection.rollback();
            List<CatalogTable> complete = new ArrayList<>();
            found.forEach((table, parts) -> complete.add(new CatalogTable(
                    Objects.requireNonNull(schemas.get(table)),
                    parts.details,
                    parts.indexes,
                    parts.checks,
                    parts.references,
                    parts.triggers)));
            return new Catalog(Catalog.FORMAT, "postgresql", complete, names, views);
        } catch (SQLException e) {
            throw new ReadFailedException(
                    "reading the " + side.noun() + " failed: the details of the catalog: " + e.getMessage(), e);
        }
    }

    /** The details of one table. */
    private static final class Parts {
        final Map<String, Detail> details = new HashMap<>();
        final List<Index> indexes = new ArrayList<>();
        final List<Check> checks = new ArrayList<>();
        final List<Reference> references = new ArrayList<>();
        final List<Trigger> triggers = new ArrayList<>();
    }

    private record Query(Connection connection, Map<TableRef, Parts> found) {
        interface PartReader {
            void read(Parts parts, ResultSet row) throws SQLException;
        }

        /** @param sql over {@code w(oid, nspname, relname)}, whose names are the first two columns */
        void each(String sql, PartReader reader) throws SQLException {
            rows(sql, row -> {
                Parts parts = found.get(new TableRef(row.getString(1), row.getString(2)));
                if (parts != null) {
                    reader.read(parts, row);
                }
            });
        }

        void rows(String sql, Sql.RowReader reader) throws SQLException {
            Sql.each(
                    connection,
                    "WITH w AS (" + TABLES + ") " + sql,
                    reader,
                    TableRef.schemas(found.keySet()),
                    TableRef.names(found.keySet()));
        }
    }

    private static void columns(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, a.attname, a.attgenerated <> '', pg_get_expr(d.adbin, d.adrelid),
                CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
                (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = a.atttypid)
            FROM w JOIN pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_collation AS co ON co.oid = a.attcollation
            LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace""";
        query.each(sql, (parts, row) -> {
            boolean generated = row.getBoolean(4);
            String expression = row.getString(5);
            parts.details.put(
                    row.getString(3),
                    new Detail(
                            generated ? null : expression,
                            generated ? expression : null,
                            null,
                            row.getString(6),
                            texts(row, 7),
                            null,
                            ""));
        });
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** Sequences of columns that lead an index by which the highest number is read fast, and that the role may read. */
    private static void counters(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, a.attname, quote_ident(sn.nspname) || '.' || quote_ident(s.relname), q.seqincrement
            FROM w JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = w.oid
                AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_namespace AS sn ON sn.oid = s.relnamespace
            JOIN pg_sequence AS q ON q.seqrelid = s.oid
            JOIN pg_attribute AS a ON a.attrelid = w.oid AND a.attnum = d.refobjsubid
            WHERE CASE WHEN s.relkind = 'S' THEN has_sequence_privilege(s.oid, 'SELECT') ELSE FALSE END AND has_column_privilege(w.oid, a.attnum, 'SELECT')
                AND has_schema_privilege(sn.oid, 'USAGE')
                AND EXISTS (SELECT FROM pg_index AS i JOIN pg_class AS ic ON ic.oid = i.indexrelid
                    JOIN pg_am AS m ON m.oid = ic.relam AND m.amname = 'btree'
                    WHERE i.indrelid = w.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL)""";
        record Found(TableRef table, String column, String sequence, long step) {}
        List<Found> all = new ArrayList<>();
        query.rows(
                sql,
                row -> all.add(new Found(
                        new TableRef(row.getString(1), row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5))));
        for (Found found : all) {
            long next = Sql.number(
                    query.connection(),
                    "SELECT CASE WHEN is_called THEN last_value + " + found.step() + " ELSE last_value END FROM "
                            + found.sequence());
            Long highest = Sql.first(
                            query.connection(),
                            "SELECT max(" + Identifiers.quote(found.column()) + ")::bigint FROM "
                                    + Identifiers.quote(found.table()),
                            row -> (Long) row.getObject(1))
                    .orElse(null);
            Parts parts = query.found().get(found.table());
            if (parts != null) {
                parts.details.computeIfPresent(
                        found.column(),
                        (name, detail) -> counted(detail, new Counter(found.sequence(), next, highest)));
            }
        }
    }

    private static Detail counted(Detail detail, @Nullable Counter counter) {
        return new Detail(
                detail.defaultSql(),
                detail.generatedSql(),
                detail.charset(),
                detail.collation(),
                detail.labels(),
                counter,
                detail.attributes());
    }

    private static void indexes(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, c.relname, i.indisunique, i.indisprimary, k.conname IS NOT NULL,
                coalesce(pg_get_constraintdef(k.oid), pg_get_indexdef(i.indexrelid)),
                CASE WHEN i.indpred IS NULL AND i.indexprs IS NULL THEN (
                    SELECT array_agg(a.attname::text ORDER BY u.place)
                    FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(number, place)
                    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.number
                    WHERE u.place <= i.indnkeyatts) END,
                regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', '')
            FROM w JOIN pg_index AS i ON i.indrelid = w.oid AND i.indisvalid
            JOIN pg_class AS c ON c.oid = i.indexrelid
            LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
            ORDER BY 1, 2, 3""";
        query.each(
                sql,
                (parts, row) -> parts.indexes.add(new Index(
                        row.getString(3),
                        texts(row, 8),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getString(7),
                        row.getString(9))));
    }

    private static void checks(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, k.conname, pg_get_expr(k.conbin, k.conrelid)
            FROM w JOIN pg_constraint AS k ON k.conrelid = w.oid AND k.contype = 'c' ORDER BY 1, 2, 3""";
        query.each(sql, (parts, row) -> parts.checks.add(new Check(row.getString(3), row.getString(4), "")));
    }

    private static void references(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, k.conname, k.confdeltype::text, k.confupdtype::text
            FROM w JOIN pg_constraint AS k ON k.conrelid = w.oid AND k.contype = 'f' ORDER BY 1, 2, 3""";
        query.each(
                sql,
                (parts, row) -> parts.references.add(
                        new Reference(row.getString(3), action(row.getString(4)), action(row.getString(5)))));
    }

    private static String action(String letter) {
        return switch (letter) {
            case "c" -> "CASCADE";
            case "n" -> "SET NULL";
            case "d" -> "SET DEFAULT";
            case "r" -> "RESTRICT";
            default -> "NO ACTION";
        };
    }

    private static void triggers(Query query) throws SQLException {
        String sql = """
            SELECT w.nspname, w.relname, t.tgname, t.tgenabled::text, (t.tgtype & 4) <> 0, (t.tgtype & 16) <> 0,
                (t.tgtype & 8) <> 0
            FROM w JOIN pg_trigger AS t ON t.tgrelid = w.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
            ORDER BY 1, 2, 3""";
        query.each(sql, (parts, row) -> {
            TableRef table = new TableRef(row.getString(1), row.getString(2));
            List<String> events = Stream.of(
                            row.getBoolean(5) ? "INSERT" : "",
                            row.getBoolean(6) ? "UPDATE" : "",
                            row.getBoolean(7) ? "DELETE" : "")
                    .filter(event -> !event.isEmpty())
                    .toList();
            String enable =
                    switch (row.getString(4)) {
                        case "A" -> "ENABLE ALWAYS TRIGGER ";
                        case "R" -> "ENABLE REPLICA TRIGGER ";
                        default -> "ENABLE TRIGGER ";
                    };
            parts.triggers.add(new Trigger(
                    row.getString(3),
                    events,
                    "ALTER TABLE " + Identifiers.quote(table) + " " + enable + Identifiers.quote(row.getString(3))));
        });
    }

    private static List<Catalog.View> views(Query query) throws SQLException {
        String sql = """
            SELECT DISTINCT w.nspname, w.relname, n.nspname, v.relname
            FROM w JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = w.oid
                AND d.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite AS r ON r.oid = d.objid
            JOIN pg_class AS v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
            JOIN pg_namespace AS n ON n.oid = v.relnamespace ORDER BY 3, 4""";
        Map<TableRef, List<TableRef>> over = new LinkedHashMap<>();
        query.rows(sql, row -> over.computeIfAbsent(
                        new TableRef(row.getString(3), row.getString(4)), view -> new ArrayList<>())
                .add(new TableRef(row.getString(1), row.getString(2))));
        List<Catalog.View> views = new ArrayList<>();
        over.forEach((view, tables) -> views.add(new Catalog.View(view, tables)));
        return views;
    }
}
