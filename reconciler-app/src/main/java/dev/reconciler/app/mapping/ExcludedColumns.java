package dev.reconciler.app.mapping;

import dev.reconciler.app.config.ColumnPattern;
import dev.reconciler.app.config.ScopeConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source columns that the patterns of {@code exclude} leave out, by the present catalogs. A column that a table lists by name is
 * mapped as it says.
 */
public final class ExcludedColumns {
    private final Map<TableRef, Set<String>> bySource = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private ExcludedColumns() {}

    /** A pattern that can't be followed. */
    public record Problem(ColumnPattern pattern, String what, String fix) {
        /** The setting, for messages. */
        public String where() {
            return "exclude '" + pattern.text() + "'";
        }
    }

    /**
     * @param sources the schemas of the mapped source tables, as far as they exist
     * @param targets the schemas of the mapped target tables, likewise
     */
    public static ExcludedColumns of(
            ScopeConfig scope, Map<TableRef, TableSchema> sources, Map<TableRef, TableSchema> targets) {
        ExcludedColumns excluded = new ExcludedColumns();
        for (ColumnPattern pattern : scope.exclude()) {
            boolean found = false;
            for (TableConfig table : scope.tables()) {
                TableSchema source = sources.get(table.source());
                for (Column column : source == null ? List.<Column>of() : source.columns()) {
                    if (pattern.matches(table.source(), column.name())) {
                        found = true;
                        excluded.exclude(pattern, table, column.name(), targets.get(table.target()));
                    }
                }
            }
            if (!found) {
                excluded.problems.add(new Problem(
                        pattern, "matches no column of a mapped source table", "correct the pattern, or remove it"));
            }
        }
        return excluded;
    }

    private void exclude(ColumnPattern pattern, TableConfig table, String column, @Nullable TableSchema target) {
        if (table.columns().containsKey(column)) {
            return;
        }
        if (key(table, target).contains(column)) {
            refused(pattern, table, column, "a key column");
        } else if (column.equals(table.tenantColumn())) {
            refused(pattern, table, column, "the tenant column");
        } else {
            bySource.computeIfAbsent(table.source(), source -> new HashSet<>()).add(column);
        }
    }

    private void refused(ColumnPattern pattern, TableConfig table, String column, String what) {
        problems.add(new Problem(
                pattern,
                "matches " + column + ", " + what + " of " + table.target(),
                "write a pattern that does not match it, or list " + column + " under 'columns' of the table"));
    }

    /** An excluded column would fill the target column of its own name. */
    private static List<String> key(TableConfig table, @Nullable TableSchema target) {
        return !table.key().isEmpty() || target == null ? table.key() : target.primaryKey();
    }

    /** The columns of the table's source that are not mapped. */
    public Set<String> of(TableConfig table) {
        return bySource.getOrDefault(table.source(), Set.of());
    }

    public List<Problem> problems() {
        return List.copyOf(problems);
    }
}
