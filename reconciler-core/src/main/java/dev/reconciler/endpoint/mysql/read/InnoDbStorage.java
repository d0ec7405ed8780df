package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * InnoDB's numbers of a table's storage, which TRUNCATE and every rewrite replace. An account sees them with the privilege PROCESS.
 */
final class InnoDbStorage {
    /** MySQL also numbers the instant changes of a table's columns. */
    private static final String MYSQL = """
            SELECT NAME, concat_ws(' ', TABLE_ID, SPACE, TOTAL_ROW_VERSIONS) FROM information_schema.INNODB_TABLES
            WHERE NAME LIKE ? OR NAME LIKE ? ORDER BY TABLE_ID\
            """;

    private static final String MARIADB = """
            SELECT NAME, concat_ws(' ', TABLE_ID, SPACE) FROM information_schema.INNODB_SYS_TABLES
            WHERE NAME LIKE ? OR NAME LIKE ? ORDER BY TABLE_ID\
            """;

    private InnoDbStorage() {}

    /** Passes the file's name and the numbers of the table and of each of its partitions. */
    static void each(MySqlSession session, TableRef table, BiConsumer<String, String> reader) {
        String name = pattern(table.schema()) + "/" + pattern(table.name());
        session.each(
                "the storage of " + table,
                session.kind() == MySqlKind.MYSQL ? MYSQL : MARIADB,
                List.of(name, name + "#p#%"),
                row -> reader.accept(row.getString(1), row.getString(2)));
    }

    /**
     * A pattern of LIKE for the name of a file. Letters beyond ASCII have codes of their own there, so the pattern admits any code:
     * another table that matches can only void a window, or cause another verification.
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
