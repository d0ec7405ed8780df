package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.Side;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Describes storage and definition of tables with all their partitions, and the server's identity, as committed now. InnoDB gives a
 * table another number at each TRUNCATE, rewrite or exchange of a partition; an account sees the numbers with the privilege PROCESS.
 */
final class MySqlShapes {
    private static final String SERVER = """
            SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_uuid', 'server_uid', 'server_id', 'hostname', 'port')\
            """;
    private static final String MYSQL_STORAGE = """
            SELECT concat_ws(' ', NAME, TABLE_ID, SPACE, TOTAL_ROW_VERSIONS) FROM information_schema.INNODB_TABLES
            WHERE NAME LIKE ? OR NAME LIKE ? ORDER BY TABLE_ID\
            """;
    private static final String MARIADB_STORAGE = """
            SELECT concat_ws(' ', NAME, TABLE_ID, SPACE) FROM information_schema.INNODB_SYS_TABLES
            WHERE NAME LIKE ? OR NAME LIKE ? ORDER BY TABLE_ID\
            """;

    private MySqlShapes() {}

    static String read(Side side, DataSource pool, List<TableRef> tables) {
        List<String> lines = new ArrayList<>();
        try (MySqlSession session = MySqlSession.open(side.noun(), pool)) {
            session.each(
                    "the server's identity",
                    SERVER,
                    List.of(),
                    row -> lines.add(row.getString(1) + " " + row.getString(2)));
            String storage = session.kind() == MySqlKind.MYSQL ? MYSQL_STORAGE : MARIADB_STORAGE;
            for (TableRef table : tables) {
                String name = pattern(table.schema()) + "/" + pattern(table.name());
                session.each(
                        "the storage of " + table,
                        storage,
                        List.of(name, name + "#p#%"),
                        row -> lines.add(row.getString(1)));
            }
        }
        new TreeMap<>(new MySqlSchemaReader(side.noun(), pool).read(tables))
                .forEach((table, schema) -> lines.add(table + " " + schema.columns()));
        return String.join("\n", lines);
    }

    /**
     * A pattern of LIKE for the name of InnoDB's file. Letters beyond ASCII have codes of their own there, so the pattern admits any
     * code: another table that matches can only void a window.
     */
    private static String pattern(String name) {
        StringBuilder pattern = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c >= 128) {
                pattern.append("@%");
            } else if (Character.isLetterOrDigit(c)) {
                pattern.append((char) c);
            } else {
                pattern.append(c == '_' ? "\\_" : String.format(Locale.ROOT, "@%04x", c));
            }
        });
        return pattern.toString();
    }
}
