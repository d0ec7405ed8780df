package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads PostgreSQL's catalog. Type names come with their schema, unless it is pg_catalog. */
public final class PostgresSchemaReader implements SchemaReader {
    private final Side side;
    private final DataSource pool;

    public PostgresSchemaReader(Side side, DataSource pool) {
        this.side = side;
        this.pool = pool;
    }

    @Override
    public ColumnType type(String name) {
        return PostgresTypes.named(name);
    }

    @Override
    public Map<TableRef, TableSchema> read(Collection<TableRef> tables) {
        try (Session session = Session.open(side, pool)) {
            session.beginSnapshot();
            session.execute("the catalog", "SET LOCAL search_path = pg_catalog");
            Map<Long, Parts> found = relations(session, tables);
            columns(session, found);
            indexes(session, found);
            foreignKeys(session, found);
            triggers(session, found);
            Map<TableRef, TableSchema> schemas = new HashMap<>();
            found.values().forEach(parts -> schemas.put(parts.table, parts.schema()));
            return schemas;
        }
    }

    /** The parts of one table's definition; each query reads one part for all tables. */
    private static final class Parts {
        final TableRef table;
        final String kind;
        final String identityKind;
        final long estimatedRows;
        final List<Column> columns = new ArrayList<>();
        final List<String> primaryKey = new ArrayList<>();
        final List<UniqueIndex> unique = new ArrayList<>();
        final List<String> identity = new ArrayList<>();
        final List<ForeignKey> foreignKeys = new ArrayList<>();
        final List<String> triggers = new ArrayList<>();

        Parts(TableRef table, String kind, String identityKind, long estimatedRows) {
            this.table = table;
            this.kind = kind;
            this.identityKind = identityKind;
            this.estimatedRows = estimatedRows;
        }

        TableSchema schema() {
            ReplicaIdentity replicaIdentity =
                    switch (identityKind) {
                        case "f" -> new ReplicaIdentity(true, List.of());
                        case "d" -> new ReplicaIdentity(false, primaryKey);
                        case "i" -> new ReplicaIdentity(false, identity);
                        default -> new ReplicaIdentity(false, List.of());
                    };
            return new TableSchema(
                    table,
                    columns,
                    primaryKey,
                    unique,
                    foreignKeys,
                    replicaIdentity,
                    triggers,
                    new TableSchema.Storage(kind.equals("p"), estimatedRows));
        }
    }

    /** By oid, in the order of the tables. */
    private static Map<Long, Parts> relations(Session session, Collection<TableRef> tables) {
        String sql = """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text, c.relreplident::text, c.reltuples::bigint
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema_name, table_name, place)
            JOIN pg_namespace AS n ON n.nspname = w.schema_name
            JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
            WHERE c.relkind IN ('r', 'p') ORDER BY w.place\
            """;
        Map<Long, Parts> found = new LinkedHashMap<>();
        session.each(
                "the definition of " + (tables.size() == 1 ? tables.iterator().next() : tables.size() + " tables"),
                sql,
                row -> found.put(
                        row.getLong(1),
                        new Parts(
                                new TableRef(row.getString(2), row.getString(3)),
                                row.getString(4),
                                row.getString(5),
                                row.getLong(6))),
                TableRef.schemas(tables),
                TableRef.names(tables));
        return found;
    }

    /** A query whose one parameter is the tables' oids, and whose first column tells which table a row is about. */
    private static void each(Session session, String what, String sql, Map<Long, Parts> tables, PartReader reader) {
        List<String> oids = tables.keySet().stream().map(String::valueOf).toList();
        Sql.RowReader each = row -> {
            Parts parts = tables.get(row.getLong(1));
            if (parts != null) {
                reader.read(parts, row);
            }
        };
        session.each(what, sql, each, oids);
    }

    private interface PartReader {
        void read(Parts parts, ResultSet row) throws SQLException;
    }

    /**
     * A domain counts as its base type; how deep domains go is the domain's business.
     *
     * <p>An event may lack values that are stored out of line (TOAST), within the bounds of {@link Column}: PostgreSQL never moves a
     * value of at most 24 bytes with its header (toast_tuple_find_biggest_attribute), nor any value of a row of less than some
     * 2,000 bytes (TOAST_TUPLE_THRESHOLD), which is more than 1,000 bytes of texts.
     */
    private static void columns(Session session, Map<Long, Parts> tables) {
        String sql = """
            WITH RECURSIVE columns AS (
                SELECT a.attrelid, a.attnum, a.attname, a.atttypid AS type, a.atttypmod AS modifier, a.attnotnull AS required,
                    a.attgenerated <> '' AS generated, a.attidentity <> '' AS identity, a.atthasdef AS with_default,
                    a.attlen = -1 AND a.attstorage <> 'p' AS toastable
                FROM pg_attribute AS a
                WHERE a.attrelid = ANY (?::text[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped),
            resolved AS (
                SELECT c.* FROM columns AS c
              UNION ALL
                SELECT r.attrelid, r.attnum, r.attname, t.typbasetype, t.typtypmod, r.required OR t.typnotnull, r.generated,
                    r.identity, r.with_default OR t.typdefault IS NOT NULL, r.toastable
                FROM resolved AS r JOIN pg_type AS t ON t.oid = r.type WHERE t.typtype = 'd')
            SELECT r.attrelid::bigint, r.attname, format_type(r.type, r.modifier), t.typname, n.nspname, r.required,
                r.generated, r.identity, r.with_default, r.toastable, t.typtype = 'c'
            FROM resolved AS r
            JOIN pg_type AS t ON t.oid = r.type
            JOIN pg_namespace AS n ON n.oid = t.typnamespace
            WHERE t.typtype <> 'd' ORDER BY r.attrelid, r.attnum\
            """;
        each(
                session,
                "the columns of tables",
                sql,
                tables,
                (parts, row) -> parts.columns.add(new Column(
                        row.getString(2),
                        row.getBoolean(11)
                                ? PostgresTypes.composite(row.getString(3))
                                : PostgresTypes.of(row.getString(3), row.getString(4), row.getString(5)),
                        !row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getBoolean(9) && !row.getBoolean(7),
                        row.getBoolean(10))));
    }

    private static void indexes(Session session, Map<Long, Parts> tables) {
        String sql = """
            SELECT i.indrelid::bigint, c.relname, i.indisprimary, i.indisreplident, bool_and(a.attnotnull),
                array_agg(a.attname::text ORDER BY k.place),
                i.indimmediate AND i.indisvalid AND i.indpred IS NULL
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = ANY (?::text[]::oid[]) AND i.indisunique AND i.indexprs IS NULL
                AND k.place <= i.indnkeyatts
            GROUP BY i.indrelid, c.relname, i.indexrelid, i.indisprimary, i.indisreplident, i.indimmediate,
                i.indisvalid, i.indpred IS NULL
            ORDER BY c.relname\
            """;
        each(session, "the indexes of tables", sql, tables, (parts, row) -> {
            List<String> names = Sql.texts(row, 6);
            if (row.getBoolean(3)) {
                parts.primaryKey.addAll(names);
            } else if (row.getBoolean(7)) {
                parts.unique.add(new UniqueIndex(row.getString(2), names, row.getBoolean(5)));
            }
            if (row.getBoolean(4)) {
                parts.identity.addAll(names);
            }
        });
    }

    private static void foreignKeys(Session session, Map<Long, Parts> tables) {
        String sql = """
            SELECT k.conrelid::bigint, k.conname, pn.nspname, p.relname, k.condeferrable,
                array_agg(a.attname::text ORDER BY u.place), array_agg(pa.attname::text ORDER BY u.place)
            FROM pg_constraint AS k
            JOIN pg_class AS p ON p.oid = k.confrelid
            JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
            CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, parent, place)
            JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.child
            JOIN pg_attribute AS pa ON pa.attrelid = k.confrelid AND pa.attnum = u.parent
            WHERE k.conrelid = ANY (?::text[]::oid[]) AND k.contype = 'f' AND (k.conparentid = 0 OR NOT EXISTS (
                SELECT FROM pg_constraint AS up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid))
            GROUP BY k.conrelid, k.oid, k.conname, pn.nspname, p.relname, k.condeferrable
            ORDER BY k.conname\
            """;
        each(
                session,
                "the foreign keys of tables",
                sql,
                tables,
                (parts, row) -> parts.foreignKeys.add(new ForeignKey(
                        row.getString(2),
                        parts.table,
                        Sql.texts(row, 6),
                        new TableRef(row.getString(3), row.getString(4)),
                        Sql.texts(row, 7),
                        row.getBoolean(5))));
    }

    private static void triggers(Session session, Map<Long, Parts> tables) {
        String sql = """
            SELECT tgrelid::bigint, tgname FROM pg_trigger
            WHERE tgrelid = ANY (?::text[]::oid[]) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname\
            """;
        each(session, "the triggers of tables", sql, tables, (parts, row) -> parts.triggers.add(row.getString(2)));
    }

    @Override
    public List<TableRef> tables() {
        return List.copyOf(estimates().keySet());
    }

    @Override
    public Map<TableRef, Long> estimates() {
        String sql = """
            SELECT n.nspname, c.relname, CASE WHEN c.relkind = 'r' THEN c.reltuples::bigint ELSE (
                SELECT CASE WHEN min(p.reltuples) < 0 THEN -1 ELSE sum(p.reltuples)::bigint END
                FROM pg_catalog.pg_partition_tree(c.oid) AS t
                JOIN pg_catalog.pg_class AS p ON p.oid = t.relid WHERE t.isleaf) END
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'reconciler')
            ORDER BY n.nspname, c.relname\
            """;
        Map<TableRef, Long> tables = new LinkedHashMap<>();
        try (Session session = Session.open(side, pool)) {
            session.each(
                    "the names of tables",
                    sql,
                    row -> tables.put(new TableRef(row.getString(1), row.getString(2)), row.getLong(3)));
        }
        return tables;
    }
}
