package dev.reconciler.endpoint.mysql.catalog;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Column;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the catalog of MySQL or MariaDB with every detail. Several queries see it one after the other. */
public final class MySqlCatalogReader implements CatalogReader {
    private static final Pattern ON_UPDATE = Pattern.compile("on update (\\S+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COUNTER = Pattern.compile("AUTO_INCREMENT=(\\d+)");

    /** A reading of a table waits for statements that change it, and the daemon's other comparisons wait for this one. */
    private static final int LOCK_SECONDS = 2;

    private final String side;
    private final DataSource database;

    /** @param side {@code source} or {@code target}, for messages */
    public MySqlCatalogReader(String side, DataSource database) {
        this.side = side;
        this.database = database;
    }

    @Override
    public Catalog read(Collection<TableRef> tables) {
        MySqlSchemaReader definitions = new MySqlSchemaReader(side, database);
        Map<TableRef, TableSchema> schemas = definitions.read(tables);
        List<TableRef> names = definitions.tables();
        try (Connection connection = database.getConnection()) {
            MySqlKind kind = MySqlKind.of(connection);
            Map<TableRef, Parts> found = new LinkedHashMap<>();
            tables.stream().distinct().filter(schemas::containsKey).forEach(table -> found.put(table, new Parts()));
            List<Catalog.View> views = List.of();
            if (!found.isEmpty()) {
                Query query = new Query(connection, kind, found);
                checks(query);
                columns(query);
                Sql.execute(connection, "SET SESSION lock_wait_timeout = " + LOCK_SECONDS);
                try {
                    counters(query, schemas);
                } finally {
                    Sql.execute(connection, "SET SESSION lock_wait_timeout = DEFAULT");
                }
                indexes(query);
                references(query);
                triggers(query);
                views = views(query);
            }
            List<CatalogTable> complete = new ArrayList<>();
            found.forEach((table, parts) -> complete.add(new CatalogTable(
                    Objects.requireNonNull(schemas.get(table)),
                    parts.details,
                    List.copyOf(parts.indexes.values()),
                    parts.checks,
                    parts.references,
                    parts.triggers)));
            return new Catalog(Catalog.FORMAT, kind.name().toLowerCase(Locale.ROOT), complete, names, views);
        } catch (SQLException e) {
            throw new ReadFailedException(
                    "reading the " + side + " failed: the details of the catalog: " + e.getMessage(), e);
        }
    }

    /** The details of one table. */
    private static final class Parts {
        final Map<String, Detail> details = new HashMap<>();
        final Map<String, Index> indexes = new LinkedHashMap<>();
        final List<Check> checks = new ArrayList<>();
        final List<Reference> references = new ArrayList<>();
        final List<Trigger> triggers = new ArrayList<>();
    }

    private record Query(Connection connection, MySqlKind kind, Map<TableRef, Parts> found) {
        interface PartReader {
            void read(Parts parts, ResultSet row) throws SQLException;
        }

        /** @param sql {@code %s} is the list of tables; the first two columns name the row's table */
        void each(String sql, PartReader reader) throws SQLException {
            List<Object> values = new ArrayList<>();
            found.keySet().forEach(table -> values.addAll(List.of(table.schema(), table.name())));
            String places = found.keySet().stream().map(table -> "(?, ?)").collect(Collectors.joining(", ", "(", ")"));
            Sql.each(
                    connection,
                    sql.formatted(places),
                    row -> {
                        Parts parts = found.get(new TableRef(row.getString(1), row.getString(2)));
                        if (parts != null) {
                            reader.read(parts, row);
                        }
                    },
                    values.toArray());
        }
    }

    private static void columns(Query query) throws SQLException {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_DEFAULT,
                EXTRA, GENERATION_EXPRESSION, COLUMN_COMMENT
            FROM information_schema.COLUMNS WHERE (TABLE_SCHEMA, TABLE_NAME) IN %s""";
        query.each(sql, (parts, row) -> parts.details.put(row.getString(3), detail(query.kind(), parts, row)));
    }

    private static Detail detail(MySqlKind kind, Parts parts, ResultSet row) throws SQLException {
        String extra = row.getString(8).toLowerCase(Locale.ROOT);
        String generated = row.getString(9);
        List<String> attributes = new ArrayList<>();
        Matcher onUpdate = ON_UPDATE.matcher(extra);
        if (onUpdate.find()) {
            attributes.add("ON UPDATE " + onUpdate.group(1));
        }
        if (extra.contains("auto_increment")) {
            attributes.add("AUTO_INCREMENT");
        }
        if (extra.contains("stored generated")) {
            attributes.add("STORED");
        }
        if (extra.contains("invisible")) {
            attributes.add("INVISIBLE");
        }
        if (!row.getString(10).isEmpty()) {
            attributes.add("COMMENT " + MySqlChangeSql.literal(row.getString(10)));
        }
        String column = row.getString(3);
        parts.checks.stream()
                .filter(check -> check.column().equals(column))
                .forEach(check -> attributes.add(columnCheck(check.expression())));
        boolean isGenerated = generated != null && !generated.isEmpty();
        return new Detail(
                isGenerated ? null : defaultOf(kind, row.getString(7), extra),
                isGenerated ? unescaped(generated) : null,
                row.getString(5),
                row.getString(6),
                MySqlTypes.named(row.getString(4)).structure().traits().labels(),
                null,
                String.join(" ", attributes));
    }

    static String columnCheck(String expression) {
        return "CHECK (" + expression + ")";
    }

    /** MariaDB prints the expression; MySQL prints a constant without quotes, and marks an expression. */
    private static @Nullable String defaultOf(MySqlKind kind, @Nullable String value, String extra) {
        if (value == null) {
            return null;
        }
        if (kind == MySqlKind.MARIADB) {
            return value.equals("NULL") ? null : value;
        }
        if (!extra.contains("default_generated")) {
            return value.matches("b'[01]*'") ? value : MySqlChangeSql.literal(value);
        }
        return value.toLowerCase(Locale.ROOT).startsWith("current_timestamp") ? value : "(" + unescaped(value) + ")";
    }

    /** MySQL prints the quotes of an expression with a backslash. */
    private static String unescaped(String expression) {
        return expression.replace("\\'", "'");
    }

    /** The statement that creates a table has the counter's present value; the catalog's may be a day old. */
    private static void counters(Query query, Map<TableRef, TableSchema> schemas) throws SQLException {
        for (Map.Entry<TableRef, Parts> entry : query.found().entrySet()) {
            TableSchema schema = schemas.get(entry.getKey());
            String name = schema == null
                    ? ""
                    : schema.columns().stream()
                            .filter(Column::identity)
                            .map(Column::name)
                            .findFirst()
                            .orElse("");
            if (!name.isEmpty()) {
                String table = MySqlIdentifiers.quote(entry.getKey());
                String create = Sql.one(query.connection(), "SHOW CREATE TABLE " + table, row -> row.getString(2));
                Matcher counter = COUNTER.matcher(create.substring(create.lastIndexOf(')')));
                long next = counter.find() ? Long.parseLong(counter.group(1)) : 1;
                Long highest = Sql.first(
                                query.connection(),
                                "SELECT max(" + MySqlIdentifiers.quote(name) + ") FROM " + table,
                                row -> row.getString(1))
                        .map(Long::valueOf)
                        .orElse(null);
                entry.getValue()
                        .details
                        .computeIfPresent(
                                name,
                                (column, detail) -> new Detail(
                                        detail.defaultSql(),
                                        detail.generatedSql(),
                                        detail.charset(),
                                        detail.collation(),
                                        detail.labels(),
                                        new Counter("", next, highest),
                                        detail.attributes()));
            }
        }
    }

    private static void indexes(Query query) throws SQLException {
        String sql = """
            SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME,
                CASE WHEN count(COLUMN_NAME) = count(*) AND count(SUB_PART) = 0 AND max(INDEX_TYPE) = 'BTREE' THEN 1 ELSE 0 END,
                max(NON_UNIQUE) = 0, max(INDEX_TYPE),
                group_concat(replace(COLUMN_NAME, ',', '') ORDER BY SEQ_IN_INDEX SEPARATOR ','),
                group_concat(coalesce(concat(COLUMN_NAME, coalesce(concat('(', SUB_PART, ')'), '')), %s)
                    ORDER BY SEQ_IN_INDEX SEPARATOR ', ')
            FROM information_schema.STATISTICS WHERE (TABLE_SCHEMA, TABLE_NAME) IN %%s
            GROUP BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME ORDER BY 1, 2, 3""";
        String expression = query.kind() == MySqlKind.MYSQL ? "concat('(', EXPRESSION, ')')" : "''";
        query.each(sql.formatted(expression), (parts, row) -> {
            String name = row.getString(3);
            boolean whole = row.getBoolean(4);
            List<String> columns = whole ? List.of(row.getString(7).split(",")) : List.of();
            boolean unique = row.getBoolean(5);
            String type = row.getString(6);
            String kind = type.equals("FULLTEXT") ? "FULLTEXT " : unique ? "UNIQUE " : "";
            String list = columns.stream().map(MySqlIdentifiers::quote).collect(Collectors.joining(", "));
            parts.indexes.put(
                    name,
                    new Index(
                            name,
                            columns,
                            unique,
                            name.equals("PRIMARY"),
                            false,
                            kind + "INDEX " + MySqlIdentifiers.quote(name) + " (" + list + ")",
                            type.toLowerCase(Locale.ROOT) + " (" + row.getString(8) + ")"));
        });
    }

    /** Without MariaDB's check of a column that is JSON. */
    private static void checks(Query query) throws SQLException {
        String sql = query.kind() == MySqlKind.MARIADB ? """
                SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL = 'Column'
                FROM information_schema.CHECK_CONSTRAINTS
                WHERE (CONSTRAINT_SCHEMA, TABLE_NAME) IN %s AND CHECK_CLAUSE NOT LIKE 'json\\_valid(%%' ORDER BY 3""" : """
                SELECT t.TABLE_SCHEMA, t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, FALSE
                FROM information_schema.TABLE_CONSTRAINTS AS t
                JOIN information_schema.CHECK_CONSTRAINTS AS c
                    ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
                WHERE (t.TABLE_SCHEMA, t.TABLE_NAME) IN %s AND t.CONSTRAINT_TYPE = 'CHECK' AND t.ENFORCED = 'YES'
                ORDER BY 3""";
        query.each(
                sql,
                (parts, row) -> parts.checks.add(new Check(
                        row.getString(3), unescaped(row.getString(4)), row.getBoolean(5) ? row.getString(3) : "")));
    }

    private static void references(Query query) throws SQLException {
        String sql = """
            SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE
            FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE (CONSTRAINT_SCHEMA, TABLE_NAME) IN %s ORDER BY 3""";
        query.each(
                sql,
                (parts, row) ->
                        parts.references.add(new Reference(row.getString(3), row.getString(4), row.getString(5))));
    }

    private static void triggers(Query query) throws SQLException {
        String sql = """
            SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, EVENT_MANIPULATION, ACTION_TIMING,
                ACTION_STATEMENT, DEFINER
            FROM information_schema.TRIGGERS WHERE (EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE) IN %s
            ORDER BY TRIGGER_NAME""";
        query.each(sql, (parts, row) -> {
            TableRef table = new TableRef(row.getString(1), row.getString(2));
            String definer = row.getString(7);
            int host = definer.lastIndexOf('@');
            parts.triggers.add(new Trigger(
                    row.getString(3),
                    List.of(row.getString(4)),
                    "CREATE DEFINER = " + MySqlIdentifiers.quote(definer.substring(0, host)) + "@"
                            + MySqlIdentifiers.quote(definer.substring(host + 1)) + " TRIGGER "
                            + MySqlIdentifiers.quote(new TableRef(table.schema(), row.getString(3))) + " "
                            + row.getString(5) + " " + row.getString(4) + " ON " + MySqlIdentifiers.quote(table)
                            + " FOR EACH ROW " + row.getString(6)));
        });
    }

    /** Both servers print the tables of a view with their databases, in quotes. */
    private static List<Catalog.View> views(Query query) throws SQLException {
        List<Catalog.View> views = new ArrayList<>();
        for (String schema :
                query.found().keySet().stream().map(TableRef::schema).distinct().toList()) {
            Sql.each(
                    query.connection(),
                    "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?",
                    row -> {
                        String definition = row.getString(2);
                        List<TableRef> over = query.found().keySet().stream()
                                .filter(table ->
                                        definition != null && definition.contains(MySqlIdentifiers.quote(table)))
                                .toList();
                        if (!over.isEmpty()) {
                            views.add(new Catalog.View(new TableRef(schema, row.getString(1)), over));
                        }
                    },
                    schema);
        }
        return views;
    }
}
