package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Describes storage and definition of tables with all their partitions, and the server's identity.
 *
 * <p>Nothing here changes by DML, ANALYZE, VACUUM or an index; pg_class.xmin would (a GRANT changes it) and adds no information.
 */
final class PostgresShapes {
    private PostgresShapes() {}

    /**
     * Reads what is committed now: each statement sees its own snapshot.
     *
     * @param publication the publication whose entries are part of the description; null for none
     */
    static String read(Side side, DataSource pool, List<TableRef> tables, @Nullable String publication) {
        List<String> schemas = TableRef.schemas(tables);
        List<String> names = TableRef.names(tables);
        try (Session session = Session.open(side, pool)) {
            List<String> lines = new ArrayList<>();
            lines.add(server(session));
            Sql.RowReader line = row -> lines.add(row.getString(1));
            session.each("the shape of tables", TABLES, line, schemas, names);
            if (publication != null) {
                session.each("the publication's entries", ENTRIES, line, schemas, names, publication);
            }
            return String.join("\n", lines);
        }
    }

    /** An entry that was removed and made again, or a publication that was altered, has another line. */
    private static final String ENTRIES = """
            SELECT concat_ws(' ', 'publication', p.oid, p.xmin, r.oid, r.prrelid)
            FROM pg_catalog.pg_publication AS p
            JOIN pg_catalog.pg_publication_rel AS r ON r.prpubid = p.oid
            JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS w (schema_name, table_name)) AS w
              ON w.schema_name = n.nspname AND w.table_name = c.relname
            WHERE p.pubname = ?::text
            ORDER BY r.oid\
            """;

    /** System identifier where the role may see it, and the timeline. */
    private static String server(Session session) {
        String mayAsk = """
            SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')::text,
                CASE WHEN pg_is_in_recovery() THEN 'standby'
                ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END\
            """;
        String[] facts = session.one("the server's identity", mayAsk);
        if (!facts[0].equals("true")) {
            return "server timeline " + facts[1];
        }
        String sql = "SELECT system_identifier::text FROM pg_control_system()";
        return "server " + session.one("the server's identity", sql)[0] + " timeline " + facts[1];
    }

    private static final String TABLES = """
            WITH RECURSIVE named AS (
                SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS w(schema_name, table_name)),
            tree AS (
                SELECT c.oid, 0::oid AS parent, false AS detaching
                FROM named AS w
                JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema_name
                JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.table_name
              UNION
                SELECT i.inhrelid, i.inhparent, to_jsonb(i) -> 'inhdetachpending' = 'true'
                FROM tree JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid)
            SELECT concat_ws(' ', tree.parent, tree.detaching, c.oid, c.relfilenode, c.relkind, n.nspname, c.relname,
                (SELECT md5(string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation,
                        a.attnotnull, a.attisdropped, a.attgenerated), ',' ORDER BY a.attnum))
                    FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0))
            FROM tree
            JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            ORDER BY c.oid, tree.parent\
            """;
}
