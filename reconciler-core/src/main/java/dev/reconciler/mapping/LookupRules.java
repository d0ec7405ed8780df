package dev.reconciler.mapping;

import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves the lookup tables of columns, and notes what is wrong with them. */
final class LookupRules {
    /** Texts are left out: two columns may have collations that compare them differently, or not at all. */
    private static final Set<LogicalType> STORED = EnumSet.of(LogicalType.INTEGER, LogicalType.UUID, LogicalType.BYTES);

    private final Map<TableRef, TableSchema> tables;

    /** @param tables the lookup tables that exist in the target */
    LookupRules(Map<TableRef, TableSchema> tables) {
        this.tables = Map.copyOf(tables);
    }

    /**
     * The column with its translation; a plain column if the lookup table can't be used.
     *
     * @param problems gets each problem with its fix
     */
    MappedColumn column(
            List<Column> from, Column to, LookupTable lookup, ColumnComparison comparison, List<String> problems) {
        String place = "transform lookupTable of target column " + to.name();
        TableSchema table = tables.get(lookup.table());
        int before = problems.size();
        if (table == null) {
            problems.add(place + ": lookup table " + lookup.table()
                    + " does not exist in the target, or the role may not see it: create it, or correct the name");
            return new MappedColumn(from, withType(to, from), lookup, comparison);
        }
        Optional<Column> source = entry(table, lookup.source(), place, problems);
        Optional<Column> target = entry(table, lookup.target(), place, problems);
        if (lookup.source().equals(lookup.target())) {
            problems.add(place + ": source and target are both column " + lookup.source() + " of " + lookup.table()
                    + ": name the column of the old values as source, that of the new ones as target");
        }
        source.filter(column -> !isKeyType(column))
                .ifPresent(column -> problems.add(place + ": column "
                        + column.name() + " of " + lookup.table() + " is "
                        + column.type().sqlName()
                        + ", which has no binary order: use integers, decimals, texts, uuids, bytes or dates"));
        target.ifPresent(column -> stored(column, to, lookup, place, problems));
        if (problems.size() > before) {
            return new MappedColumn(from, withType(to, from), lookup, comparison);
        }
        return new MappedColumn(
                from,
                withType(to, source.orElseThrow().type()),
                lookup,
                comparison,
                new Translation(lookup.table(), source.orElseThrow(), target.orElseThrow(), to));
    }

    private static boolean isKeyType(Column column) {
        return column.type().logical().isKeyType() && column.type().logical() != LogicalType.BOOLEAN;
    }

    private static Optional<Column> entry(TableSchema table, String name, String place, List<String> problems) {
        Optional<Column> column = table.column(name);
        if (column.isEmpty()) {
            problems.add(place + ": lookup table " + table.ref() + " has no column " + name + ": correct the name");
        } else if (!Keys.isUnique(table, Set.of(name))) {
            problems.add(place + ": column " + name + " of lookup table " + table.ref()
                    + " is nullable or has no unique index of its own, so two keys could be one: make it NOT NULL and add"
                    + " a unique index");
        }
        return column;
    }

    private static void stored(Column entry, Column to, LookupTable lookup, String place, List<String> problems) {
        if (!STORED.contains(entry.type().logical())) {
            problems.add(place + ": column " + entry.name() + " of " + lookup.table() + " is "
                    + entry.type().sqlName() + ": new values must be integers, uuids or bytes");
        } else if (entry.type().logical() != to.type().logical()) {
            problems.add(place + ": column " + entry.name() + " of " + lookup.table() + " is "
                    + entry.type().sqlName() + ", and the target column is "
                    + to.type().sqlName() + ": give both the same type");
        }
        if (to.generated()) {
            problems.add(place + ": the target generates the column: map the columns that it is computed from");
        }
    }

    /** With a type that causes no further problem. */
    private static Column withType(Column to, List<Column> from) {
        return from.size() == 1 ? withType(to, from.get(0).type()) : to;
    }

    private static Column withType(Column to, ColumnType type) {
        return new Column(
                to.name(), type, to.nullable(), to.generated(), to.identity(), to.hasDefault(), to.mayBeOmitted());
    }
}
