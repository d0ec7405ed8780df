package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The foreign keys by which a change of a parent's row changes rows of a child that are not in the log: on MariaDB, and on MySQL
 * where InnoDB performs the cascades itself (always before 9.6).
 */
public record UnloggedCascades(List<Cascade> keys) {
    private static final String KEYS = """
            SELECT k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME, k.TABLE_NAME, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME,
                k.REFERENCED_COLUMN_NAME, coalesce(r.on_delete, 'CASCADE'), coalesce(r.on_update, 'CASCADE')
            FROM information_schema.KEY_COLUMN_USAGE k
            LEFT JOIN (%s) r ON r.child_schema = k.CONSTRAINT_SCHEMA AND r.name = k.CONSTRAINT_NAME
            WHERE k.REFERENCED_TABLE_NAME IS NOT NULL
            ORDER BY k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME, k.ORDINAL_POSITION\
            """;
    private static final String MYSQL_RULES = """
            SELECT CONSTRAINT_SCHEMA AS child_schema, CONSTRAINT_NAME AS name, DELETE_RULE AS on_delete,
                UPDATE_RULE AS on_update
            FROM information_schema.REFERENTIAL_CONSTRAINTS\
            """;

    /** REFERENTIAL_CONSTRAINTS shows nothing to an account that may only read the tables; this view needs PROCESS. */
    private static final String MARIADB_RULES = """
            SELECT convert(convert(cast(substring_index(FOR_NAME, '/', 1) AS binary) USING filename) USING utf8mb4)
                    AS child_schema,
                substring(ID, locate('/', ID) + 1) AS name,
                CASE WHEN TYPE & 1 THEN 'CASCADE' WHEN TYPE & 2 THEN 'SET NULL' ELSE 'RESTRICT' END AS on_delete,
                CASE WHEN TYPE & 4 THEN 'CASCADE' WHEN TYPE & 8 THEN 'SET NULL' ELSE 'RESTRICT' END AS on_update
            FROM information_schema.INNODB_SYS_FOREIGN\
            """;

    private static final Set<String> CHANGING = Set.of("CASCADE", "SET NULL", "SET DEFAULT");

    public UnloggedCascades {
        keys = List.copyOf(keys);
    }

    /**
     * A foreign key with a rule that changes the child.
     *
     * @param columns of the parent, to which the key refers
     * @param rules for people, as in {@code ON DELETE CASCADE}
     */
    public record Cascade(
            String name,
            TableRef parent,
            TableRef child,
            Set<String> columns,
            boolean onDelete,
            boolean onUpdate,
            String rules) {
        public Cascade {
            columns = Set.copyOf(columns);
        }

        @Override
        public String toString() {
            return "foreign key " + name + " to " + parent + " " + rules;
        }
    }

    /** The keys of tables that the connection's account may read; a key whose rules are not known counts as one that cascades. */
    public static UnloggedCascades of(Connection connection, MySqlKind kind) throws SQLException {
        if (kind == MySqlKind.MYSQL && logsCascades(connection)) {
            return new UnloggedCascades(List.of());
        }
        Map<TableRef, Cascade> byConstraint = new LinkedHashMap<>();
        Sql.each(connection, KEYS.formatted(kind == MySqlKind.MYSQL ? MYSQL_RULES : MARIADB_RULES), row -> {
            List<String> rules = rules(row.getString(7), row.getString(8));
            if (rules.isEmpty()) {
                return;
            }
            Cascade part = new Cascade(
                    row.getString(2),
                    new TableRef(row.getString(4), row.getString(5)),
                    new TableRef(row.getString(1), row.getString(3)),
                    Set.of(row.getString(6)),
                    CHANGING.contains(row.getString(7)),
                    CHANGING.contains(row.getString(8)),
                    String.join(" ", rules));
            byConstraint.merge(new TableRef(row.getString(1), part.name()), part, UnloggedCascades::joined);
        });
        return new UnloggedCascades(new ArrayList<>(byConstraint.values()));
    }

    private static List<String> rules(String onDelete, String onUpdate) {
        List<String> rules = new ArrayList<>();
        if (CHANGING.contains(onDelete)) {
            rules.add("ON DELETE " + onDelete);
        }
        if (CHANGING.contains(onUpdate)) {
            rules.add("ON UPDATE " + onUpdate);
        }
        return rules;
    }

    private static Cascade joined(Cascade one, Cascade other) {
        Set<String> columns = new TreeSet<>(one.columns());
        columns.addAll(other.columns());
        return new Cascade(one.name(), one.parent(), one.child(), columns, one.onDelete(), one.onUpdate(), one.rules());
    }

    /** Without the variable, InnoDB performs the cascades. */
    private static boolean logsCascades(Connection connection) throws SQLException {
        return Sql.first(connection, "SHOW GLOBAL VARIABLES LIKE 'innodb_native_foreign_keys'", row -> row.getString(2))
                .filter("OFF"::equals)
                .isPresent();
    }

    /** The keys of both. */
    public UnloggedCascades and(UnloggedCascades others) {
        return new UnloggedCascades(
                Stream.concat(keys.stream(), others.keys.stream()).distinct().toList());
    }

    public boolean hasParent(TableRef table) {
        return keys.stream().anyMatch(key -> key.parent().equals(table));
    }

    /** The keys that change rows of these tables, of whatever parent. */
    public List<Cascade> into(Collection<TableRef> tables) {
        return keys.stream().filter(key -> tables.contains(key.child())).toList();
    }

    /** The keys by which a delete in this table can change rows, those of children's children included. */
    public List<Cascade> byDelete(TableRef parent) {
        return from(parent, Cascade::onDelete);
    }

    /** As {@link #byDelete}, of an update that changed these columns. */
    public List<Cascade> byUpdate(TableRef parent, Predicate<String> isChanged) {
        return from(parent, key -> key.onUpdate() && key.columns().stream().anyMatch(isChanged));
    }

    /** Each of a child's own keys counts, because a delete of its row is not told from a change. */
    private List<Cascade> from(TableRef parent, Predicate<Cascade> first) {
        List<Cascade> found = new ArrayList<>(keys.stream()
                .filter(key -> key.parent().equals(parent) && first.test(key))
                .toList());
        Deque<Cascade> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            TableRef child = open.remove().child();
            for (Cascade key : keys) {
                if (key.parent().equals(child) && !found.contains(key)) {
                    found.add(key);
                    open.add(key);
                }
            }
        }
        return found;
    }
}
