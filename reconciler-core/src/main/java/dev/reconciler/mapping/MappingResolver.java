package dev.reconciler.mapping;

import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.mapping.transform.Literals;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Resolves the user's mapping of a table against both live tables. Reports every problem, not only the first.
 *
 * <p>A target column without source that is nullable or has a default is left out: neither written nor compared. So is a column
 * that both sides generate: change events lack it, and the columns that it is computed from are compared.
 */
public final class MappingResolver {
    private final Set<TableRef> mappedTargets;
    private final LookupRules lookups;

    /** A resolver of mappings without lookup tables. */
    public MappingResolver(Set<TableRef> mappedTargets) {
        this(mappedTargets, Map.of());
    }

    /**
     * @param mappedTargets the targets of all mappings, to tell which foreign keys order the writes
     * @param lookups the lookup tables that exist in the target
     */
    public MappingResolver(Set<TableRef> mappedTargets, Map<TableRef, TableSchema> lookups) {
        this.mappedTargets = Set.copyOf(mappedTargets);
        this.lookups = new LookupRules(lookups);
    }

    public Resolution resolve(TableMapping mapping, Optional<TableSchema> source, Optional<TableSchema> target) {
        List<String> problems = new ArrayList<>();
        if (source.isEmpty()) {
            problems.add("source table " + mapping.source()
                    + " does not exist, or the role may not see it: correct the name");
        }
        if (target.isEmpty()) {
            problems.add("target table " + mapping.target()
                    + " does not exist, or the role may not see it: create it, or correct the name");
        }
        return problems.isEmpty()
                ? new Attempt(mapping, source.orElseThrow(), target.orElseThrow()).resolve()
                : new Resolution.Refused(problems);
    }

    /** One mapping against one pair of tables. */
    private final class Attempt {
        private final TableMapping mapping;
        private final TableSchema source;
        private final TableSchema target;
        private final List<String> problems = new ArrayList<>();
        private final List<MappedColumn> columns = new ArrayList<>();
        private final List<Condition> slice = new ArrayList<>();

        Attempt(TableMapping mapping, TableSchema source, TableSchema target) {
            this.mapping = mapping;
            this.source = source;
            this.target = target;
        }

        Resolution resolve() {
            requireNamesExist();
            target.columns().forEach(this::mapColumn);
            requireSourceColumnsUsed();
            List<Integer> key = key();
            int tenant = mapping.tenant() == null ? -1 : tenant(mapping.tenant());
            RowFilter.Pair filters = new FilterRules(problems)
                    .resolve(mapping.where(), source, target, columns)
                    .within(new RowFilter(slice));
            if (!problems.isEmpty()) {
                return new Resolution.Refused(problems);
            }
            List<ForeignKey> parents = target.foreignKeys().stream()
                    .filter(fk -> mappedTargets.contains(fk.parent()))
                    .toList();
            return new Resolution.Resolved(new MappedTable(
                    mapping.target().toString(),
                    mapping.source(),
                    mapping.target(),
                    columns,
                    key,
                    tenant,
                    parents,
                    filters));
        }

        private void requireNamesExist() {
            Set<String> named = new TreeSet<>(mapping.columns().keySet());
            named.addAll(mapping.unmapped());
            for (String name : named) {
                if (target.column(name).isEmpty()) {
                    problems.add("target table " + target.ref() + " has no column " + name + ": correct or remove it");
                }
            }
            for (String name : new TreeSet<>(mapping.ignored())) {
                if (source.column(name).isEmpty()) {
                    problems.add("source table " + source.ref() + " has no column " + name
                            + ": remove it from the ignored columns");
                }
            }
        }

        private void mapColumn(Column to) {
            if (mapping.unmapped().contains(to.name())) {
                requireNoValueNeeded(to, "is left out by the mapping");
                return;
            }
            Transform transform = mapping.transformOf(to.name());
            List<Column> from = new ArrayList<>();
            for (String name : mapping.sourcesOf(to.name())) {
                Optional<Column> column = source.column(name);
                if (column.isEmpty()) {
                    withoutSource(to, name);
                    return;
                }
                if (column.get().generated()) {
                    fromGenerated(name, to);
                    return;
                }
                from.add(column.get());
            }
            MappedColumn column = transform instanceof LookupTable lookup
                    ? lookups.column(from, to, lookup, mapping.comparisonOf(to.name()), problems)
                    : new MappedColumn(from, to, transform, mapping.comparisonOf(to.name()));
            columns.add(column);
            TransformRules.problem(column)
                    .or(() -> column.comparison().problem(to))
                    .ifPresent(problem -> problems.add("column " + target.ref() + "." + to.name() + ": " + problem));
        }

        /** A column that both sides generate is left out. */
        private void fromGenerated(String name, Column to) {
            if (!to.generated()) {
                problems.add("source column " + source.ref() + "." + name
                        + " is generated, so change events lack it: have the target generate " + to.name()
                        + " too, or leave it out");
            }
        }

        private void withoutSource(Column to, String name) {
            if (mapping.columns().containsKey(to.name())) {
                problems.add("target column " + target.ref() + "." + to.name() + " is mapped from " + name
                        + ", which source table " + source.ref() + " does not have: correct the name");
            } else {
                requireNoValueNeeded(to, "has no source column");
            }
        }

        private void requireNoValueNeeded(Column to, String because) {
            if (!to.nullable() && !to.hasDefault() && !to.identity() && !to.generated()) {
                problems.add("target column " + target.ref() + "." + to.name() + " is NOT NULL without a default and "
                        + because + ": map it, give it a default, or map it to a constant");
            }
        }

        private void requireSourceColumnsUsed() {
            Set<String> used = new HashSet<>(mapping.ignored());
            used.addAll(mapping.where().source().keySet());
            for (Column to : target.columns()) {
                used.addAll(mapping.sourcesOf(to.name()));
            }
            for (Column from : source.columns()) {
                if (!used.contains(from.name())) {
                    problems.add("source column " + source.ref() + "." + from.name() + " has no target column in "
                            + target.ref() + ": map it, or list it as ignored");
                }
            }
        }

        private List<Integer> key() {
            List<String> names = mapping.key().isEmpty() ? Keys.of(target) : mapping.key();
            if (names.isEmpty()) {
                problems.add("target table " + target.ref()
                        + " has no primary key and no unique index over NOT NULL columns: add one");
                return List.of();
            }
            if (!Keys.has(target, names)) {
                problems.add("target table " + target.ref() + " has no primary key or NOT NULL unique index over ("
                        + String.join(", ", names) + "): add one, or choose another key");
            }
            List<Integer> key = new ArrayList<>();
            Set<String> sourceNames = new HashSet<>();
            for (String name : names) {
                int index = indexOf(name);
                if (index < 0) {
                    problems.add("key column " + target.ref() + "." + name
                            + " is not mapped: map it, or choose another key");
                } else if (columns.get(index).transform() instanceof Transform.Constant constant) {
                    requireSlice(columns.get(index).target(), constant);
                } else {
                    requireKeyColumn(columns.get(index)).ifPresent(from -> sourceNames.add(from.name()));
                    key.add(index);
                }
            }
            if (key.isEmpty() && slice.size() == names.size()) {
                problems.add("key (" + String.join(", ", names) + ") of target table " + target.ref()
                        + " has constants only, so that it could hold one row: map a key column of the source too");
            } else if (key.size() + slice.size() == names.size()
                    && sourceNames.size() == key.size()
                    && !Keys.isUnique(source, sourceNames)) {
                problems.add(
                        "nothing makes (" + String.join(", ", new TreeSet<>(sourceNames)) + ") unique in source table "
                                + source.ref() + ": add a unique index over NOT NULL columns, or choose another key");
            }
            return key;
        }

        /** A constant in the target's key limits the mapping to the rows that hold it. */
        private void requireSlice(Column column, Transform.Constant constant) {
            String name = target.ref() + "." + column.name();
            LogicalType type = column.type().logical();
            String value = constant.value();
            if (value == null) {
                problems.add("key column " + name + " is the constant NULL: give it a value");
            } else if (!type.isKeyType()) {
                problems.add("key column " + name + " is " + column.type().sqlName()
                        + ", which has no binary order: choose a key of another type");
            } else if (Literals.problem(column.type(), value).isEmpty()) {
                slice.add(new Condition(column, List.of(type.canonical(value)), false, false));
            }
        }

        private Optional<Column> requireKeyColumn(MappedColumn column) {
            String name = target.ref() + "." + column.target().name();
            requireExact("key", column);
            Column from = column.source();
            if (from == null || !column.isDirect()) {
                problems.add("key column " + name
                        + " has a transform; a key must be the same on both sides: map it directly");
                return Optional.empty();
            }
            if (column.transform() instanceof LookupTable
                    && TransformRules.problem(column).isPresent()) {
                return Optional.of(from); // the types are reported with the transform
            }
            if (from.type().logical() != column.target().type().logical() && !column.isConvertedUuid()) {
                problems.add(
                        "key column " + name + " is " + column.target().type().sqlName() + ", its source is "
                                + from.type().sqlName() + ": key types must mean the same; change one of them");
            } else if (!from.type().logical().isKeyType()) {
                problems.add(
                        "key column " + name + " is " + column.target().type().sqlName()
                                + ", which has no binary order: choose a key of another type");
            } else if (column.roundedTo().isPresent()) {
                problems.add("key column " + name + " is "
                        + column.target().type().sqlName() + ", its source is "
                        + from.type().sqlName() + ", so two keys could become one: give it the source's precision");
            }
            return Optional.of(from);
        }

        private void requireExact(String what, MappedColumn column) {
            if (!column.isCompared() || column.hasTolerance()) {
                problems.add(
                        what + " column " + target.ref() + "." + column.target().name() + " says 'compare', and a "
                                + what + " must be the same on both sides: remove 'compare'");
            }
        }

        private int tenant(String name) {
            int index = indexOf(name);
            if (index < 0) {
                problems.add("tenant column " + target.ref() + "." + name
                        + " does not exist or is not mapped: correct the name, or say 'tenant: none'");
            } else {
                requireExact("tenant", columns.get(index));
                TransformRules.tenantProblem(columns.get(index))
                        .ifPresent(
                                problem -> problems.add("tenant column " + target.ref() + "." + name + " " + problem));
            }
            return index;
        }

        private int indexOf(String name) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).target().name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
