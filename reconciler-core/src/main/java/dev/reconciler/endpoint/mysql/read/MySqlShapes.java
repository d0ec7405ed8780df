package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
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

    private MySqlShapes() {}

    static String read(Side side, DataSource pool, List<TableRef> tables) {
        List<String> lines = new ArrayList<>();
        try (MySqlSession session = MySqlSession.open(side.noun(), pool)) {
            session.each(
                    "the server's identity",
                    SERVER,
                    List.of(),
                    row -> lines.add(row.getString(1) + " " + row.getString(2)));
            for (TableRef table : tables) {
                InnoDbStorage.each(session, table, (name, numbers) -> lines.add(name + " " + numbers));
            }
        }
        new TreeMap<>(new MySqlSchemaReader(side.noun(), pool).read(tables))
                .forEach((table, schema) -> lines.add(table + " " + schema.columns()));
        return String.join("\n", lines);
    }
}
