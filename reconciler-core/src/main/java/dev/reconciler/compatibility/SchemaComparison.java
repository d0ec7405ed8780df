package dev.reconciler.compatibility;

import dev.reconciler.compatibility.ComparedTables.Sides;
import dev.reconciler.compatibility.Differences.Remedy;
import dev.reconciler.compatibility.Differences.Subject;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares two catalogs under mappings. Reads only the catalogs. */
public final class SchemaComparison {
    private static final Impact NOT_COPIED = new Impact(List.of(Effect.NOT_COPIED), List.of(Operation.values()));

    private final Sides sides;
    private final List<TableMapping> mappings;
    private final List<SchemaDifference> found = new ArrayList<>();

    /**
     * @param counts the SQL of the source
     * @param changes the SQL of the target
     */
    public SchemaComparison(
            Catalog source, Catalog target, CountSql counts, ChangeSql changes, List<TableMapping> mappings) {
        this.sides = new Sides(source, target, counts, changes);
        this.mappings = List.copyOf(mappings);
    }

    /** The class of the whole; empty if nothing differs. */
    public static Optional<Compatibility> level(List<SchemaDifference> differences) {
        return differences.stream().map(SchemaDifference::level).max(Comparator.naturalOrder());
    }

    /** Every difference, by table. */
    public List<SchemaDifference> compare() {
        mappings.forEach(this::compare);
        unmapped(Side.SOURCE);
        unmapped(Side.TARGET);
        views();
        return List.copyOf(found);
    }

    /** The differences of the columns of one mapping's tables; none if one of the tables does not exist. */
    public List<SchemaDifference> columns(TableMapping mapping) {
        List<SchemaDifference> columns = new ArrayList<>();
        tables(mapping)
                .ifPresent(tables -> new ColumnRules(tables, new Differences(named(mapping), columns)).compare());
        return columns;
    }

    private static String named(TableMapping mapping) {
        return mapping.source() + " -> " + mapping.target();
    }

    private Optional<ComparedTables> tables(TableMapping mapping) {
        return sides.source().table(mapping.source()).flatMap(source -> sides.target()
                .table(mapping.target())
                .map(target -> new ComparedTables(sides, mapping, source, target)));
    }

    private void compare(TableMapping mapping) {
        Differences differences = new Differences(named(mapping), found);
        Optional<ComparedTables> tables = tables(mapping);
        if (tables.isPresent()) {
            new ColumnRules(tables.get(), differences).compare();
            new ConstraintRules(tables.get(), mappings, differences).compare();
            return;
        }
        boolean hasSource = sides.source().table(mapping.source()).isPresent();
        String missing = hasSource ? "target table " + mapping.target() : "source table " + mapping.source();
        differences.add(
                new Subject(Kind.TABLE, ""),
                Compatibility.BREAKING,
                missing + " does not exist, or the role may not see it",
                NOT_COPIED,
                Remedy.NONE);
    }

    private void unmapped(Side side) {
        Set<TableRef> mapped = mappings.stream()
                .map(mapping -> side == Side.SOURCE ? mapping.source() : mapping.target())
                .collect(Collectors.toSet());
        Catalog catalog = side == Side.SOURCE ? sides.source() : sides.target();
        catalog.names().stream().filter(table -> !mapped.contains(table)).forEach(table -> new Differences(
                        table.toString(), found)
                .add(
                        new Subject(Kind.TABLE, ""),
                        side == Side.SOURCE ? Compatibility.COMPATIBLE : Compatibility.ADDITIVE,
                        side.noun() + " table " + table + " is not mapped",
                        side == Side.SOURCE ? NOT_COPIED : Differences.NONE,
                        Remedy.NONE));
    }

    /** Views over mapped tables that only one side has, by their names. */
    private void views() {
        Set<String> source = names(sides.source(), Side.SOURCE);
        Set<String> target = names(sides.target(), Side.TARGET);
        Set<String> missing = new HashSet<>(source);
        missing.removeAll(target);
        missing.stream()
                .sorted()
                .forEach(view ->
                        view(view, Compatibility.COMPATIBLE, "source only: queries of it fail after the cutover"));
        target.removeAll(source);
        target.stream().sorted().forEach(view -> view(view, Compatibility.ADDITIVE, "target only"));
    }

    private Set<String> names(Catalog catalog, Side side) {
        Set<TableRef> mapped = mappings.stream()
                .map(mapping -> side == Side.SOURCE ? mapping.source() : mapping.target())
                .collect(Collectors.toSet());
        return catalog.views().stream()
                .filter(view -> view.over().stream().anyMatch(mapped::contains))
                .map(view -> view.name().name())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void view(String name, Compatibility level, String where) {
        new Differences(name, found)
                .add(
                        new Subject(Kind.VIEW, name),
                        level,
                        "view " + name + " over mapped tables is in the " + where,
                        Differences.NONE,
                        Remedy.NONE);
    }
}
