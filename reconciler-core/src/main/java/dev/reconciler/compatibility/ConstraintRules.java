package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;

import dev.reconciler.compatibility.Differences.Remedy;
import dev.reconciler.compatibility.Differences.Subject;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.schema.catalog.CatalogTable.Check;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.CatalogTable.Index;
import dev.reconciler.schema.catalog.CatalogTable.Reference;
import dev.reconciler.schema.catalog.CatalogTable.Trigger;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges keys, indexes, constraints and triggers of two tables. */
final class ConstraintRules {
    private static final Impact SLOWER = new Impact(List.of(Effect.SLOWER_QUERIES), List.of());

    private final ComparedTables tables;
    private final List<TableMapping> mappings;
    private final Differences differences;

    ConstraintRules(ComparedTables tables, List<TableMapping> mappings, Differences differences) {
        this.tables = tables;
        this.mappings = mappings;
        this.differences = differences;
    }

    void compare() {
        primaryKey();
        tables.target().indexes().forEach(this::targetIndex);
        tables.source().indexes().forEach(this::sourceIndex);
        tables.target().schema().foreignKeys().forEach(this::targetForeignKey);
        tables.source().schema().foreignKeys().forEach(this::sourceForeignKey);
        checks();
        triggers();
    }

    private void primaryKey() {
        List<String> target = tables.target().schema().primaryKey();
        List<String> mapped = tables.sourceNames(target);
        Set<String> source = new HashSet<>(tables.source().schema().primaryKey());
        boolean isSame = mapped.size() == target.size() && source.equals(new HashSet<>(mapped));
        if (!isSame) {
            differences.add(
                    new Subject(Kind.PRIMARY_KEY, String.join(", ", target)),
                    POTENTIALLY_BREAKING,
                    "the primary key is ("
                            + String.join(", ", tables.source().schema().primaryKey()) + ") in the source and ("
                            + String.join(", ", target) + ") in the target",
                    Differences.REJECTED,
                    new Remedy(duplicates(mapped), null));
        }
    }

    private @Nullable String duplicates(List<String> sourceColumns) {
        return sourceColumns.isEmpty() ? null : tables.counts().duplicates(tables.from(), sourceColumns, false);
    }

    private void targetIndex(Index index) {
        if (index.primary()) {
            return;
        }
        boolean isWhole = !index.columns().isEmpty();
        List<String> mapped = tables.sourceNames(index.columns());
        if (!index.unique()) {
            boolean known = isWhole
                    ? !mapped.isEmpty()
                            && tables.source().indexes().stream().anyMatch(other -> startsWith(other.columns(), mapped))
                    : hasSame(tables.source(), index);
            if (!known) {
                differences.add(
                        new Subject(Kind.INDEX, index.name()),
                        ADDITIVE,
                        "index " + named(index) + " is in the target only",
                        Differences.NONE,
                        Remedy.NONE);
            }
            return;
        }
        Set<String> unique = new HashSet<>(mapped);
        boolean known = isWhole
                ? !mapped.isEmpty()
                        && tables.source().indexes().stream()
                                .anyMatch(other -> other.unique()
                                        && !other.columns().isEmpty()
                                        && unique.containsAll(other.columns()))
                : hasSame(tables.source(), index);
        if (!known) {
            differences.add(
                    new Subject(Kind.UNIQUE, index.name()),
                    POTENTIALLY_BREAKING,
                    "unique index " + named(index) + " is in the target only",
                    Differences.REJECTED,
                    new Remedy(duplicates(mapped), isWhole ? tables.changes().dropIndex(tables.to(), index) : null));
        }
    }

    private static String named(Index index) {
        return index.name() + " (" + (index.columns().isEmpty() ? index.content() : String.join(", ", index.columns()))
                + ")";
    }

    /** Returns whether the table has an index of the same expressions, parts and condition; only one engine prints them alike. */
    private boolean hasSame(CatalogTable table, Index index) {
        return tables.sides().areOfOneEngine()
                && table.indexes().stream()
                        .anyMatch(other -> other.columns().isEmpty()
                                && other.unique() == index.unique()
                                && other.content().equals(index.content()));
    }

    private static boolean startsWith(List<String> columns, List<String> first) {
        return columns.size() >= first.size()
                && columns.subList(0, first.size()).equals(first);
    }

    private void sourceIndex(Index index) {
        if (index.primary()) {
            return;
        }
        List<FullColumn> columns = tables.targets(index.columns());
        List<String> names = columns.stream().map(FullColumn::name).toList();
        boolean known = index.columns().isEmpty()
                ? hasSame(tables.target(), index)
                : !names.isEmpty()
                        && tables.target().indexes().stream()
                                .anyMatch(other -> index.unique()
                                        ? other.unique() && new HashSet<>(other.columns()).equals(new HashSet<>(names))
                                        : startsWith(other.columns(), names));
        if (!known) {
            Optional<SchemaChange> change = columns.isEmpty()
                    ? Optional.empty()
                    : tables.changes().createIndex(tables.to(), columns, index.unique());
            differences.add(
                    new Subject(index.unique() ? Kind.UNIQUE : Kind.INDEX, index.name()),
                    COMPATIBLE,
                    (index.unique() ? "unique index " : "index ") + named(index) + " is in the source only"
                            + (index.unique() ? ": the target accepts duplicates" : ""),
                    index.unique() ? Differences.NONE : SLOWER,
                    new Remedy(null, change.orElse(null)));
        }
    }

    private Optional<TableMapping> mappingOfTarget(TableRef table) {
        return mappings.stream()
                .filter(mapping -> mapping.target().equals(table))
                .findFirst();
    }

    private void targetForeignKey(ForeignKey key) {
        List<String> columns = tables.sourceNames(key.columns());
        Optional<TableMapping> parent = mappingOfTarget(key.parent());
        Optional<ForeignKey> same = tables.source().schema().foreignKeys().stream()
                .filter(other -> other.columns().equals(columns)
                        && parent.map(TableMapping::source)
                                .filter(other.parent()::equals)
                                .isPresent())
                .findFirst();
        Reference actions = actions(tables.target(), key);
        if (same.isEmpty()) {
            List<String> parentColumns = key.parentColumns().stream()
                    .flatMap(name -> parent.stream().flatMap(mapping -> mapping.sourcesOf(name).stream()))
                    .toList();
            boolean countable = !columns.isEmpty() && parentColumns.size() == columns.size();
            differences.add(
                    new Subject(Kind.FOREIGN_KEY, key.name()),
                    POTENTIALLY_BREAKING,
                    "foreign key " + key.name() + " to " + key.parent()
                            + " is in the target only: it rejects rows without a parent, and requires an order of writes",
                    new Impact(List.of(Effect.REJECTED_WRITES), List.of(Operation.values())),
                    new Remedy(
                            countable
                                    ? tables.counts()
                                            .orphans(
                                                    tables.from(),
                                                    columns,
                                                    parent.orElseThrow().source(),
                                                    parentColumns)
                                    : null,
                            tables.changes().dropForeignKey(key, actions)));
        } else {
            Reference here = actions(tables.source(), same.get());
            boolean isDeleteSame = passive(here.onDelete()).equals(passive(actions.onDelete()));
            boolean isUpdateSame = passive(here.onUpdate()).equals(passive(actions.onUpdate()));
            if (!isDeleteSame || !isUpdateSame) {
                differences.add(
                        new Subject(Kind.FOREIGN_KEY, key.name()),
                        POTENTIALLY_BREAKING,
                        "foreign key " + key.name() + " is ON DELETE " + here.onDelete() + " ON UPDATE "
                                + here.onUpdate() + " in the source and ON DELETE " + actions.onDelete() + " ON UPDATE "
                                + actions.onUpdate() + " in the target",
                        new Impact(List.of(Effect.CHANGED_VALUES), List.of(Operation.UPDATE, Operation.DELETE)),
                        Remedy.NONE);
            }
        }
    }

    private static String passive(String action) {
        return action.equals("RESTRICT") ? "NO ACTION" : action;
    }

    private static Reference actions(CatalogTable table, ForeignKey key) {
        return table.references().stream()
                .filter(reference -> reference.name().equals(key.name()))
                .findFirst()
                .orElseGet(() -> new Reference(key.name(), "NO ACTION", "NO ACTION"));
    }

    private void sourceForeignKey(ForeignKey key) {
        List<String> columns =
                tables.targets(key.columns()).stream().map(FullColumn::name).toList();
        Optional<TableMapping> parent = mappings.stream()
                .filter(mapping -> mapping.source().equals(key.parent()))
                .findFirst();
        boolean known = tables.target().schema().foreignKeys().stream()
                .anyMatch(other -> other.columns().equals(columns));
        if (!known) {
            boolean isWhole = parent.isPresent() && !columns.isEmpty();
            SchemaChange change = isWhole
                    ? tables.changes()
                            .dropForeignKey(
                                    new ForeignKey(
                                            key.name(),
                                            tables.to(),
                                            columns,
                                            parent.orElseThrow().target(),
                                            filled(parent.orElseThrow(), key.parentColumns()),
                                            false),
                                    actions(tables.source(), key))
                            .inverted()
                    : null;
            differences.add(
                    new Subject(Kind.FOREIGN_KEY, key.name()),
                    COMPATIBLE,
                    "foreign key " + key.name() + " to " + key.parent() + " is in the source only",
                    Differences.NONE,
                    new Remedy(null, change));
        }
    }

    /** The target columns that these source columns fill. */
    private static List<String> filled(TableMapping mapping, List<String> sourceColumns) {
        return sourceColumns.stream()
                .map(name -> mapping.columns().keySet().stream()
                        .filter(to -> mapping.sourcesOf(to).equals(List.of(name)))
                        .sorted()
                        .findFirst()
                        .orElse(name))
                .toList();
    }

    /** The text of an expression without the quotes, casts and brackets in which engines differ. */
    private static String meaning(Check check) {
        return check.expression()
                .toLowerCase(Locale.ROOT)
                .replaceAll("::(character varying|double precision|[a-z_0-9]+)(\\(\\d+(,\\d+)?\\))?(\\[])?", "")
                .replaceAll("_(utf8mb4|utf8mb3|latin1)'", "'")
                .replaceAll("=\\s*any\\s*\\(*array", "in")
                .replaceAll("[`\"()\\[\\]\\s]", "");
    }

    private void checks() {
        for (Check check : tables.target().checks()) {
            if (tables.source().checks().stream()
                    .noneMatch(other -> meaning(other).equals(meaning(check)))) {
                boolean countable = tables.sides().areOfOneEngine()
                        && tables.target().columns().stream().allMatch(column -> tables.directSource(column.name())
                                .filter(from -> from.name().equals(column.name()))
                                .isPresent());
                differences.add(
                        new Subject(Kind.CHECK, check.name()),
                        POTENTIALLY_BREAKING,
                        "check " + check.name() + " (" + check.expression() + ") is in the target only",
                        Differences.REJECTED,
                        new Remedy(
                                countable
                                        ? tables.counts().rows(tables.from(), "NOT (" + check.expression() + ")")
                                        : null,
                                drop(check)));
            }
        }
        for (Check check : tables.source().checks()) {
            if (tables.target().checks().stream()
                    .noneMatch(other -> meaning(other).equals(meaning(check)))) {
                differences.add(
                        new Subject(Kind.CHECK, check.name()),
                        COMPATIBLE,
                        "check " + check.name() + " (" + check.expression() + ") is in the source only",
                        Differences.NONE,
                        Remedy.NONE);
            }
        }
    }

    private SchemaChange drop(Check check) {
        return tables.target()
                .column(check.column())
                .map(column -> tables.changes().dropCheck(tables.to(), column, check))
                .orElseGet(() -> tables.changes().dropTableCheck(tables.to(), check));
    }

    private void triggers() {
        for (Trigger trigger : tables.target().triggers()) {
            differences.add(
                    new Subject(Kind.TRIGGER, trigger.name()),
                    POTENTIALLY_BREAKING,
                    "the target has trigger " + trigger.name() + ", which may change what the pipeline writes",
                    new Impact(
                            List.of(Effect.CHANGED_VALUES),
                            trigger.events().stream().map(Operation::valueOf).toList()),
                    new Remedy(null, tables.changes().disable(tables.to(), trigger)));
        }
        for (Trigger trigger : tables.source().triggers()) {
            if (tables.target().triggers().stream()
                    .noneMatch(other -> other.name().equals(trigger.name()))) {
                differences.add(
                        new Subject(Kind.TRIGGER, trigger.name()),
                        COMPATIBLE,
                        "trigger " + trigger.name()
                                + " is enabled in the source only: it does not run after the cutover",
                        Differences.NONE,
                        Remedy.NONE);
            }
        }
    }
}
