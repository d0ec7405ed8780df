package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalog of MySQL or MariaDB ({@code information_schema}). A table's schema is its database. The catalog is not part of a
 * transaction: a change of a table between two of the queries may be seen in part.
 */
public final class MySqlSchemaReader implements SchemaReader {
    private static final String TABLE_KINDS = "('BASE TABLE', 'SYSTEM VERSIONED')";
    private static final String FOREIGN_DATABASES =
            "('mysql', 'information_schema', 'performance_schema', 'sys', 'reconciler')";
    private static final Pattern JSON_CHECK = Pattern.compile("json_valid\\(`((?:[^`]|``)+)`\\)");

    private final String side;
    private final DataSource pool;

    /** @param side {@code source} or {@code target}, for messages */
    public MySqlSchemaReader(String side, DataSource pool) {
        this.side = side;
        this.pool = pool;
    }

    @Override
    public ColumnType type(String name) {
        return MySqlTypes.named(name);
    }

    @Override
    public Map<TableRef, TableSchema> read(Collection<TableRef> tables) {
        if (tables.isEmpty()) {
            return Map.of();
        }
        try (MySqlSession session = MySqlSession.open(side, pool)) {
            Map<TableRef, TableParts> found = new LinkedHashMap<>();
            Query query = new Query(session, tables, found);
            tables(query);
            if (session.kind() == MySqlKind.MARIADB) {
                checks(query);
            }
            boolean fullRowImage = session.isTrue("the image of rows in the log", "@@GLOBAL.binlog_row_image = 'FULL'");
            columns(query, fullRowImage);
            indexes(query);
            foreignKeys(query);
            triggers(query);
            Map<TableRef, TableSchema> schemas = new HashMap<>();
            found.forEach((table, parts) -> schemas.put(table, parts.schema(fullRowImage)));
            return schemas;
        }
    }

    /** Reads one part of the definitions of all tables; a row's first two columns name its table. */
    private record Query(MySqlSession session, Collection<TableRef> tables, Map<TableRef, TableParts> found) {
        interface PartReader {
            void read(TableParts parts, ResultSet row) throws SQLException;
        }

        /** @param sql {@code %s} is the list of tables */
        void each(String what, String sql, PartReader reader) {
            rows(what, sql, row -> {
                TableParts parts = found.get(table(row));
                if (parts != null) {
                    reader.read(parts, row);
                }
            });
        }

        void rows(String what, String sql, Sql.RowReader reader) {
            List<String> values = new ArrayList<>();
            tables.forEach(table -> values.addAll(List.of(table.schema(), table.name())));
            String places = tables.stream().map(table -> "(?, ?)").collect(Collectors.joining(", ", "(", ")"));
            session.each(what, sql.formatted(places), values, reader);
        }

        static TableRef table(ResultSet row) throws SQLException {
            return new TableRef(row.getString(1), row.getString(2));
        }
    }

    private static void tables(Query query) {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, CREATE_OPTIONS LIKE '%%partitioned%%', coalesce(TABLE_ROWS, -1)
            FROM information_schema.TABLES
            WHERE (TABLE_SCHEMA, TABLE_NAME) IN %s AND TABLE_TYPE IN """ + " " + TABLE_KINDS;
        query.rows("the definition of tables", sql, row -> {
            TableRef table = Query.table(row);
            if (query.tables().contains(table)) {
                query.found().put(table, new TableParts(table, row.getBoolean(3), row.getLong(4)));
            }
        });
    }

    /** MariaDB declares JSON as a text with a check. MySQL has a type, and does not tell the table of a check. */
    private static void checks(Query query) {
        String sql = """
            SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS
            WHERE (CONSTRAINT_SCHEMA, TABLE_NAME) IN %s\
            """;
        query.each("the checks of tables", sql, (parts, row) -> {
            Matcher check = JSON_CHECK.matcher(row.getString(3));
            if (check.matches()) {
                parts.addJsonCheck(check.group(1).replace("``", "`"));
            }
        });
    }

    /** @param fullRowImage true if the server logs every column of a changed row: else any may lack in an event */
    private static void columns(Query query, boolean fullRowImage) {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE = 'YES',
                EXTRA, COLUMN_DEFAULT
            FROM information_schema.COLUMNS
            WHERE (TABLE_SCHEMA, TABLE_NAME) IN %s ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION\
            """;
        query.each("the columns of tables", sql, (parts, row) -> parts.add(column(parts, row, !fullRowImage)));
    }

    private static Column column(TableParts parts, ResultSet row, boolean mayLack) throws SQLException {
        String name = row.getString(3);
        String declared = row.getString(4);
        String extra = row.getString(8).toLowerCase(Locale.ROOT);
        boolean generated = extra.contains("virtual generated") || extra.contains("stored generated");
        return new Column(
                name,
                declared.equals("longtext") && parts.isCheckedJson(name)
                        ? MySqlTypes.json(declared)
                        : MySqlTypes.of(declared, row.getString(5), row.getString(6)),
                row.getBoolean(7),
                generated,
                extra.contains("auto_increment"),
                !generated && isDefault(row.getString(9), extra),
                mayLack);
    }

    /** MariaDB prints the word NULL for a nullable column without a default. */
    private static boolean isDefault(@Nullable String value, String extra) {
        return value != null && !value.equals("NULL") || extra.contains("default_generated");
    }

    /** A row of a functional index has no column in MySQL; MariaDB has no such index. */
    private static void indexes(Query query) {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART IS NOT NULL
            FROM information_schema.STATISTICS
            WHERE (TABLE_SCHEMA, TABLE_NAME) IN %s AND NON_UNIQUE = 0
            ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX\
            """;
        query.each(
                "the indexes of tables",
                sql,
                (parts, row) -> parts.addUnique(
                        row.getString(3),
                        row.getBoolean(5) ? Optional.empty() : Optional.ofNullable(row.getString(4))));
    }

    private static void foreignKeys(Query query) {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
                REFERENCED_COLUMN_NAME
            FROM information_schema.KEY_COLUMN_USAGE
            WHERE (TABLE_SCHEMA, TABLE_NAME) IN %s AND REFERENCED_TABLE_NAME IS NOT NULL
            ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION\
            """;
        query.each(
                "the foreign keys of tables",
                sql,
                (parts, row) -> parts.addReference(
                        row.getString(3),
                        row.getString(4),
                        new TableRef(row.getString(5), row.getString(6)),
                        row.getString(7)));
    }

    private static void triggers(Query query) {
        String sql = """
            SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS
            WHERE (EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE) IN %s ORDER BY TRIGGER_NAME\
            """;
        query.each("the triggers of tables", sql, (parts, row) -> parts.addTrigger(row.getString(3)));
    }

    @Override
    public List<TableRef> tables() {
        return List.copyOf(estimates().keySet());
    }

    /** Those of the connected database, or of all databases of users if the connection names none. */
    @Override
    public Map<TableRef, Long> estimates() {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, coalesce(TABLE_ROWS, -1) FROM information_schema.TABLES
            WHERE TABLE_TYPE IN %s AND TABLE_SCHEMA NOT IN %s AND (DATABASE() IS NULL OR TABLE_SCHEMA = DATABASE())
            ORDER BY TABLE_SCHEMA, TABLE_NAME\
            """.formatted(TABLE_KINDS, FOREIGN_DATABASES);
        Map<TableRef, Long> tables = new LinkedHashMap<>();
        try (MySqlSession session = MySqlSession.open(side, pool)) {
            session.each("the names of tables", sql, List.of(), row -> tables.put(Query.table(row), row.getLong(3)));
        }
        return tables;
    }
}
