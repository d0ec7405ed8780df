package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the facts of all tables in one statement, so that they hold at one moment. Takes no lock on any table. */
public final class PostgresRelationCatalog implements RelationCatalog {
    private final Side side;
    private final DataSource pool;
    private final @Nullable String publication;

    private PostgresRelationCatalog(Side side, DataSource pool, @Nullable String publication) {
        this.side = side;
        this.pool = pool;
        this.publication = publication;
    }

    /** @param publication the publication that must carry each table */
    public static PostgresRelationCatalog ofSource(DataSource pool, String publication) {
        return new PostgresRelationCatalog(Side.SOURCE, pool, publication);
    }

    public static PostgresRelationCatalog ofTarget(DataSource pool) {
        return new PostgresRelationCatalog(Side.TARGET, pool, null);
    }

    @Override
    public Map<String, RelationFacts> read(Collection<MappedTable> tables) {
        Map<String, Gathered> gathered = new HashMap<>();
        String carrier = publication == null ? RelationFacts.NO_CARRIER_NEEDED : "";
        tables.forEach(table -> gathered.put(table.id(), new Gathered(carrier)));
        List<MappedTable> named = List.copyOf(tables);
        List<String> columnTables = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (MappedTable table : named) {
            Set<String> names = new LinkedHashSet<>();
            table.columnsRead(side).forEach(column -> names.add(column.name()));
            names.forEach(name -> columnTables.add(table.id()));
            columns.addAll(names);
        }
        List<TableRef> refs = named.stream().map(this::ref).toList();
        Sql.RowReader each = row -> {
            Gathered table = gathered.get(row.getString(1));
            if (table != null) {
                table.add(row);
            }
        };
        try (Session session = Session.open(side, pool)) {
            session.each(
                    "the facts of the mapped tables",
                    TREE + COLUMNS + FACTS,
                    each,
                    named.stream().map(MappedTable::id).toList(),
                    TableRef.schemas(refs),
                    TableRef.names(refs),
                    columnTables,
                    columns,
                    publication == null ? "" : publication);
        }
        Map<String, RelationFacts> facts = new HashMap<>();
        gathered.forEach((table, found) -> facts.put(table, found.facts()));
        return facts;
    }

    private TableRef ref(MappedTable table) {
        return table.on(side);
    }

    @Override
    public boolean isEmpty(long oid) {
        try (Session session = Session.open(side, pool)) {
            String sql = "SELECT coalesce(pg_catalog.pg_relation_size(?::bigint::oid), 0)::text";
            return session.one("the size of a partition", sql, oid)[0].equals("0");
        }
    }

    private static final String TREE = """
        WITH RECURSIVE named AS (
            SELECT w.id, c.oid
            FROM unnest(?::text[], ?::text[], ?::text[]) AS w (id, schema_name, table_name)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema_name
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name),
        tree AS (
            SELECT id, oid, '0' AS parent FROM named
          UNION
            SELECT tree.id, i.inhrelid, i.inhparent || CASE WHEN i.inhdetachpending THEN ' detaching' ELSE '' END
            FROM tree JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid),
        """;

    /** Labels are told apart by their oid: one that was renamed changes the text of every row that has it. */
    private static final String COLUMNS = """
        wanted AS (SELECT * FROM unnest(?::text[], ?::text[]) AS w (id, column_name)),
        mapped AS (
            SELECT named.id, a.*, t.typelem, t.typbasetype, t.typtypmod
            FROM named
            JOIN wanted AS w ON w.id = named.id
            JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = named.oid AND a.attname = w.column_name AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid)
        """;

    private static final String FACTS = """
          SELECT tree.id, 'relation', tree.oid::text, tree.parent, c.relfilenode::text, c.relpersistence::text,
              pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
          FROM tree
          JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        UNION ALL
          SELECT named.id, 'carrier', concat_ws(' ', p.oid, p.xmin, r.oid), NULL, NULL, NULL, NULL
          FROM named
          JOIN pg_catalog.pg_publication_rel AS r ON r.prrelid = named.oid
          JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
          WHERE p.pubname = ?::text AND p.pubviaroot AND p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate
              AND to_jsonb(r) ->> 'prqual' IS NULL AND to_jsonb(r) ->> 'prattrs' IS NULL
        UNION ALL
          SELECT m.id, 'definition', 'column ' || m.attname, concat_ws(' ',
                  pg_catalog.format_type(m.atttypid, m.atttypmod),
                  CASE WHEN m.typbasetype <> 0 THEN 'over ' || pg_catalog.format_type(m.typbasetype, m.typtypmod) END,
                  CASE WHEN m.attgenerated <> '' THEN 'generated as ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
                  CASE WHEN m.attcollation <> 0 THEN 'collation ' || m.attcollation || coalesce(' version ' || coalesce(
                      l.collversion, (SELECT to_jsonb(b) ->> 'datcollversion' FROM pg_catalog.pg_database AS b
                          WHERE b.datname = current_database() AND l.collprovider = 'd')), '') END,
                  'as attribute ' || m.attnum), NULL, NULL, NULL
          FROM mapped AS m
          LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = m.attrelid AND d.adnum = m.attnum
          LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = m.attcollation
        UNION ALL
          SELECT m.id, 'definition', 'column ' || m.attname || ' label ' || e.oid, e.enumlabel, NULL, NULL, NULL
          FROM mapped AS m
          JOIN pg_catalog.pg_enum AS e ON e.enumtypid IN (m.atttypid, m.typelem, m.typbasetype)\
        """;

    /** The facts of one table, row by row. */
    private static final class Gathered {
        private final Map<Long, Relation> relations = new HashMap<>();
        private final Map<String, String> definitions = new HashMap<>();
        private String carrier;

        Gathered(String carrier) {
            this.carrier = carrier;
        }

        void add(ResultSet row) throws SQLException {
            switch (row.getString(2)) {
                case "relation" -> {
                    long oid = row.getLong(3);
                    relations.put(
                            oid,
                            new Relation(oid, row.getString(4), row.getString(5), row.getString(6), row.getString(7)));
                }
                case "carrier" -> carrier = row.getString(3);
                default -> definitions.put(row.getString(3), row.getString(4));
            }
        }

        RelationFacts facts() {
            return new RelationFacts(carrier, relations, definitions);
        }
    }
}
