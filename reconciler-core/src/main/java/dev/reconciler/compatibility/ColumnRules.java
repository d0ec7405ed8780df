package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;

import dev.reconciler.compatibility.Differences.Remedy;
import dev.reconciler.compatibility.Differences.Subject;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.catalog.CatalogTable.Counter;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the columns of two tables, except their types. */
final class ColumnRules {
    private final ComparedTables tables;
    private final Differences differences;

    ColumnRules(ComparedTables tables, Differences differences) {
        this.tables = tables;
        this.differences = differences;
    }

    void compare() {
        Set<String> used = new HashSet<>();
        for (FullColumn to : tables.target().columns()) {
            boolean leftOut = tables.mapping().unmapped().contains(to.name());
            List<String> names = leftOut ? List.of() : tables.mapping().sourcesOf(to.name());
            used.addAll(names);
            boolean missing = !tables.mapping().columns().containsKey(to.name())
                    && tables.source().column(to.name()).isEmpty();
            if (leftOut || missing) {
                unfilled(to);
            } else {
                tables.directSource(to.name()).ifPresent(from -> pair(from, to));
            }
        }
        used.addAll(tables.mapping().where().source().keySet());
        tables.source().columns().stream()
                .filter(from -> !used.contains(from.name()))
                .forEach(this::unused);
    }

    private void unfilled(FullColumn to) {
        Column column = to.column();
        Subject subject = new Subject(Kind.COLUMN, to.name());
        if (column.nullable() || column.hasDefault() || column.identity() || column.generated()) {
            differences.add(
                    subject,
                    ADDITIVE,
                    "the target has column " + described(to) + ", which no source column fills",
                    Differences.NONE,
                    Remedy.NONE);
        } else {
            differences.add(
                    subject,
                    BREAKING,
                    "target column " + described(to) + " is NOT NULL without a default, and no source column fills it",
                    Differences.REJECTED_INSERT,
                    new Remedy(tables.rows("1 = 1"), tables.changes().nullable(tables.to(), to, true)));
        }
    }

    private void unused(FullColumn from) {
        boolean ignored = tables.mapping().ignored().contains(from.name());
        String type = tables.sides().areOfOneEngine()
                ? from.column().type().sqlName()
                : tables.changes().typeFor(from.column().type());
        differences.add(
                new Subject(Kind.COLUMN, from.name()),
                ignored ? COMPATIBLE : BREAKING,
                "source column " + described(from) + " is not copied: "
                        + (ignored ? "the mapping ignores it" : "the target has no such column"),
                new Impact(List.of(Effect.NOT_COPIED), List.of(Operation.INSERT, Operation.UPDATE)),
                ignored
                        ? Remedy.NONE
                        : new Remedy(
                                tables.rows("NOT " + tables.counts().isNull(from.name())),
                                tables.changes().addColumn(tables.to(), from.name(), type)));
    }

    private void pair(FullColumn from, FullColumn to) {
        if (from.column().generated() || to.column().generated()) {
            generated(from, to);
            return;
        }
        new TypeRules(tables, differences).compare(from, to);
        nullability(from, to);
        identity(from, to);
        sequence(from, to);
        if (!isCounted(from) && !isCounted(to)) {
            defaults(from, to);
        }
        collation(from, to);
    }

    private void generated(FullColumn from, FullColumn to) {
        Subject subject = new Subject(Kind.GENERATED, to.name());
        if (!to.column().generated()) {
            differences.add(
                    subject,
                    BREAKING,
                    "source column " + described(from) + " is generated, so change events lack it; the target's is not",
                    Differences.writes(Effect.NOT_COPIED),
                    Remedy.NONE);
        } else if (!from.column().generated()) {
            differences.add(
                    subject,
                    POTENTIALLY_BREAKING,
                    "target column " + described(to) + " is generated as "
                            + to.detail().generatedSql() + "; the source's is written by applications",
                    Differences.writes(Effect.CHANGED_VALUES),
                    Remedy.NONE);
        } else if (tables.sides().areOfOneEngine()
                && !Objects.equals(from.detail().generatedSql(), to.detail().generatedSql())) {
            differences.add(
                    subject,
                    POTENTIALLY_BREAKING,
                    to.name() + " is generated as " + from.detail().generatedSql() + " in the source and as "
                            + to.detail().generatedSql() + " in the target",
                    Differences.writes(Effect.CHANGED_VALUES),
                    Remedy.NONE);
        }
    }

    private void nullability(FullColumn from, FullColumn to) {
        Subject subject = new Subject(Kind.NULLABILITY, to.name());
        if (tables.mayBeNull(from) && !to.column().nullable()) {
            differences.add(
                    subject,
                    BREAKING,
                    from.name() + " may be NULL in the source, and target column " + to.name() + " is NOT NULL",
                    Differences.REJECTED,
                    new Remedy(
                            tables.rows(tables.counts().isNull(from.name())),
                            tables.changes().nullable(tables.to(), to, true)));
        } else if (!from.column().nullable() && to.column().nullable()) {
            differences.add(
                    subject,
                    COMPATIBLE,
                    from.name() + " is NOT NULL in the source, and target column " + to.name() + " accepts NULL",
                    Differences.NONE,
                    new Remedy(null, tables.changes().nullable(tables.to(), to, false)));
        }
    }

    private static boolean isCounted(FullColumn column) {
        String value = column.detail().defaultSql();
        return column.column().identity() || value != null && value.startsWith("nextval(");
    }

    private void identity(FullColumn from, FullColumn to) {
        if (isCounted(to) && !isCounted(from)) {
            differences.add(
                    new Subject(Kind.IDENTITY, to.name()),
                    ADDITIVE,
                    "the target numbers " + to.name() + ", and the source does not",
                    Differences.NONE,
                    Remedy.NONE);
        } else if (isCounted(from) && !isCounted(to)) {
            boolean possible = !to.column().nullable() && to.detail().defaultSql() == null;
            differences.add(
                    new Subject(Kind.IDENTITY, to.name()),
                    POTENTIALLY_BREAKING,
                    "the source numbers " + from.name()
                            + ", and the target does not: after the cutover, inserts without" + " a value fail",
                    Differences.REJECTED_INSERT,
                    new Remedy(null, possible ? tables.changes().identity(tables.to(), to) : null));
        }
    }

    private void sequence(FullColumn from, FullColumn to) {
        Counter counter = to.detail().counter();
        long highest = Stream.of(Optional.ofNullable(from.detail().counter()), Optional.ofNullable(counter))
                .flatMap(Optional::stream)
                .flatMap(each -> Stream.ofNullable(each.highest()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(Long.MIN_VALUE);
        if (counter != null && counter.next() <= highest) {
            differences.add(
                    new Subject(Kind.SEQUENCE, to.name()),
                    POTENTIALLY_BREAKING,
                    "the target's next number for " + to.name() + " is " + counter.next() + ", and the data has "
                            + highest + ": after the cutover, inserts meet existing keys",
                    Differences.REJECTED_INSERT,
                    new Remedy(
                            tables.rows(tables.counts().quoted(from.name()) + " >= " + counter.next()),
                            tables.changes().restart(tables.to(), counter, highest + 1)));
        }
    }

    private void defaults(FullColumn from, FullColumn to) {
        PortableDefault here = PortableDefault.of(from.detail().defaultSql());
        PortableDefault there = PortableDefault.of(to.detail().defaultSql());
        if (here.equals(there)) {
            return;
        }
        boolean needed = !to.column().nullable() && to.detail().defaultSql() == null;
        @Nullable
        String value = tables.sides().areOfOneEngine()
                ? from.detail().defaultSql()
                : here.sql(to.column().type().structure().limits().fraction());
        boolean isPossible = tables.sides().areOfOneEngine() || here.isPortable();
        @Nullable SchemaChange change = isPossible ? tables.changes().defaultValue(tables.to(), to, value) : null;
        differences.add(
                new Subject(Kind.DEFAULT, to.name()),
                needed ? POTENTIALLY_BREAKING : COMPATIBLE,
                "the default of " + to.name() + " is " + shown(from) + " in the source and " + shown(to)
                        + " in the target: after the cutover, inserts without a value "
                        + (needed ? "fail" : "give another one"),
                needed
                        ? Differences.REJECTED_INSERT
                        : new Impact(List.of(Effect.CHANGED_VALUES), List.of(Operation.INSERT)),
                new Remedy(null, change));
    }

    private static String shown(FullColumn column) {
        String value = column.detail().defaultSql();
        return value == null ? "none" : value;
    }

    private void collation(FullColumn from, FullColumn to) {
        String here = from.detail().collation();
        String there = to.detail().collation();
        boolean unique = tables.target().indexes().stream()
                .anyMatch(index -> index.unique() && index.columns().contains(to.name()));
        boolean merges = isCaseInsensitive(there) && !isCaseInsensitive(here);
        boolean differs = tables.sides().areOfOneEngine() && !Objects.equals(here, there);
        if (!differs && !(merges && unique)) {
            return;
        }
        boolean risky = merges && unique;
        differences.add(
                new Subject(Kind.COLLATION, to.name()),
                risky ? POTENTIALLY_BREAKING : COMPATIBLE,
                "the collation of " + to.name() + " is " + (here == null ? "the default" : here) + " in the source and "
                        + (there == null ? "the default" : there) + " in the target"
                        + (risky ? ", which takes keys for equal that differ in case" : ""),
                risky ? Differences.REJECTED : Differences.NONE,
                new Remedy(
                        risky ? tables.counts().duplicates(tables.from(), List.of(from.name()), true) : null,
                        differs && here != null
                                ? tables.changes()
                                        .collation(
                                                tables.to(), to, from.detail().charset(), here)
                                : null));
    }

    private static boolean isCaseInsensitive(@Nullable String collation) {
        return collation != null && collation.endsWith("_ci");
    }

    static String described(FullColumn column) {
        return column.name() + " (" + column.column().type().sqlName() + ")";
    }
}
