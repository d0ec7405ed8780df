package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    public Optional<TableSchema> read(TableRef table) {
        try (Session session = Session.open(side, pool)) {
            session.beginSnapshot();
            session.execute("the catalog", "SET LOCAL search_path = pg_catalog");
            String sql = """
                    SELECT c.oid::text, c.relkind::text, c.relreplident::text, c.reltuples::bigint::text
                    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE n.nspname = ?::text AND c.relname = ?::text AND c.relkind IN ('r', 'p')""";
            String[] found =
                    session.one("the definition of " + table, new BoundSql().add(sql, table.schema(), table.name()));
            return found.length == 0 ? Optional.empty() : Optional.of(schema(session, table, found));
        }
    }

    private TableSchema schema(Session session, TableRef table, String[] relation) {
        String oid = relation[0];
        List<String> primaryKey = new ArrayList<>();
        List<UniqueIndex> unique = new ArrayList<>();
        List<String> identity = new ArrayList<>();
        readIndexes(session, table, oid, primaryKey, unique, identity);
        ReplicaIdentity replicaIdentity =
                switch (relation[2]) {
                    case "f" -> new ReplicaIdentity(true, List.of());
                    case "d" -> new ReplicaIdentity(false, primaryKey);
                    case "i" -> new ReplicaIdentity(false, identity);
                    default -> new ReplicaIdentity(false, List.of());
                };
        return new TableSchema(
                table,
                columns(session, table, oid),
                primaryKey,
                unique,
                foreignKeys(session, table, oid),
                replicaIdentity,
                triggers(session, table, oid),
                relation[1].equals("p"),
                Long.parseLong(relation[3]));
    }

    /** A domain counts as its base type; how deep domains go is the domain's business. */
    private List<Column> columns(Session session, TableRef table, String oid) {
        String sql = """
                WITH RECURSIVE columns AS (
                    SELECT a.attnum, a.attname, a.atttypid AS type, a.atttypmod AS modifier, a.attnotnull AS required,
                        a.attgenerated <> '' AS generated, a.attidentity <> '' AS identity, a.atthasdef AS with_default,
                        a.attlen = -1 AND a.attstorage <> 'p' AS toastable
                    FROM pg_attribute AS a WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped),
                resolved AS (
                    SELECT c.* FROM columns AS c
                  UNION ALL
                    SELECT r.attnum, r.attname, t.typbasetype, t.typtypmod, r.required OR t.typnotnull, r.generated,
                        r.identity, r.with_default OR t.typdefault IS NOT NULL, r.toastable
                    FROM resolved AS r JOIN pg_type AS t ON t.oid = r.type WHERE t.typtype = 'd')
                SELECT r.attname, format_type(r.type, r.modifier), t.typname, t.typtype::text, n.nspname, r.required,
                    r.generated, r.identity, r.with_default, r.toastable
                FROM resolved AS r
                JOIN pg_type AS t ON t.oid = r.type
                JOIN pg_namespace AS n ON n.oid = t.typnamespace
                WHERE t.typtype <> 'd' ORDER BY r.attnum""";
        List<Column> columns = new ArrayList<>();
        session.query(
                "the columns of " + table,
                new BoundSql().add(sql, oid),
                0,
                row -> columns.add(new Column(
                        row.getString(1),
                        PostgresTypes.of(row.getString(2), row.getString(3), row.getString(5)),
                        !row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getBoolean(9) && !row.getBoolean(7),
                        row.getBoolean(10))));
        return columns;
    }

    private void readIndexes(
            Session session,
            TableRef table,
            String oid,
            List<String> primaryKey,
            List<UniqueIndex> unique,
            List<String> identity) {
        String sql = """
                SELECT c.relname, i.indisprimary, i.indisreplident, bool_and(a.attnotnull),
                    array_agg(a.attname::text ORDER BY k.place),
                    i.indimmediate AND i.indisvalid AND i.indpred IS NULL
                FROM pg_index AS i
                JOIN pg_class AS c ON c.oid = i.indexrelid
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
                JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indrelid = ?::oid AND i.indisunique AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
                GROUP BY c.relname, i.indexrelid, i.indisprimary, i.indisreplident, i.indimmediate, i.indisvalid,
                    i.indpred IS NULL
                ORDER BY c.relname""";
        session.query("the indexes of " + table, new BoundSql().add(sql, oid), 0, row -> {
            List<String> names = List.of((String[]) row.getArray(5).getArray());
            if (row.getBoolean(2)) {
                primaryKey.addAll(names);
            } else if (row.getBoolean(6)) {
                unique.add(new UniqueIndex(row.getString(1), names, row.getBoolean(4)));
            }
            if (row.getBoolean(3)) {
                identity.addAll(names);
            }
        });
    }

    private List<ForeignKey> foreignKeys(Session session, TableRef table, String oid) {
        String sql = """
                SELECT k.conname, pn.nspname, p.relname, k.condeferrable,
                    array_agg(a.attname::text ORDER BY u.place), array_agg(pa.attname::text ORDER BY u.place)
                FROM pg_constraint AS k
                JOIN pg_class AS p ON p.oid = k.confrelid
                JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
                CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(child, parent, place)
                JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.child
                JOIN pg_attribute AS pa ON pa.attrelid = k.confrelid AND pa.attnum = u.parent
                WHERE k.conrelid = ?::oid AND k.contype = 'f' AND (k.conparentid = 0 OR NOT EXISTS (
                    SELECT FROM pg_constraint AS up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid))
                GROUP BY k.oid, k.conname, pn.nspname, p.relname, k.condeferrable
                ORDER BY k.conname""";
        List<ForeignKey> keys = new ArrayList<>();
        session.query(
                "the foreign keys of " + table,
                new BoundSql().add(sql, oid),
                0,
                row -> keys.add(new ForeignKey(
                        row.getString(1),
                        table,
                        List.of((String[]) row.getArray(5).getArray()),
                        new TableRef(row.getString(2), row.getString(3)),
                        List.of((String[]) row.getArray(6).getArray()),
                        row.getBoolean(4))));
        return keys;
    }

    private List<String> triggers(Session session, TableRef table, String oid) {
        String sql = """
                SELECT tgname FROM pg_trigger
                WHERE tgrelid = ?::oid AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname""";
        List<String> names = new ArrayList<>();
        session.query("the triggers of " + table, new BoundSql().add(sql, oid), 0, row -> names.add(row.getString(1)));
        return names;
    }

    @Override
    public List<TableRef> tables() {
        String sql = """
                SELECT n.nspname, c.relname
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'reconciler')
                ORDER BY n.nspname, c.relname""";
        List<TableRef> tables = new ArrayList<>();
        try (Session session = Session.open(side, pool)) {
            session.query(
                    "the names of tables",
                    new BoundSql().add(sql),
                    0,
                    row -> tables.add(new TableRef(row.getString(1), row.getString(2))));
        }
        return tables;
    }
}
