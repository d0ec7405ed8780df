package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;

import dev.reconciler.compatibility.Differences.Remedy;
import dev.reconciler.compatibility.Differences.Subject;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.mapping.Misfit;
import dev.reconciler.mapping.PairOfTypes;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.CountSql;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the types of two columns. */
final class TypeRules {
    private static final String EVERY_CHARACTER = "utf8mb4";

    private final ComparedTables tables;
    private final Differences differences;

    TypeRules(ComparedTables tables, Differences differences) {
        this.tables = tables;
        this.differences = differences;
    }

    void compare(FullColumn from, FullColumn to) {
        PairOfTypes pair = PairOfTypes.of(from.column().type(), to.column().type());
        if (pair instanceof PairOfTypes.Refused refused) {
            add(
                    to,
                    BREAKING,
                    to.name() + ": " + refused.problem(),
                    Differences.NARROWED,
                    new Remedy(null, likeSource(from, to)));
        } else if (pair instanceof PairOfTypes.Rounded rounded) {
            String condition = tables.counts().moreFraction(from.column(), rounded.digits());
            add(
                    to,
                    POTENTIALLY_BREAKING,
                    pair(from, to) + " rounds times to " + rounded.digits() + " digits of a second",
                    Differences.writes(Effect.ROUNDING),
                    new Remedy(tables.rows(condition), likeSource(from, to)));
            misfits(from, to, rounded.misfits());
        } else if (pair instanceof PairOfTypes.Partial partial) {
            misfits(from, to, partial.misfits());
        } else if (to.column().type().structure().traits().isLabelled()) {
            moreLabels(from, to);
        } else if (tables.sides().areOfOneEngine()
                && !from.column().type().sqlName().equals(to.column().type().sqlName())
                && to.detail().labels().isEmpty()) {
            add(
                    to,
                    COMPATIBLE,
                    pair(from, to) + " holds every value",
                    Differences.NONE,
                    new Remedy(null, likeSource(from, to)));
        }
        if (!to.detail().labels().isEmpty()
                && to.column().type().structure().traits().labels().isEmpty()) {
            labels(from, to, to.detail().labels(), false);
        }
    }

    private void misfits(FullColumn from, FullColumn to, List<Misfit> misfits) {
        boolean listed = misfits.stream().anyMatch(TypeRules::isOtherNumber);
        boolean ranged = listed || misfits.stream().anyMatch(Misfit.OutOfRange.class::isInstance);
        for (Misfit misfit : misfits) {
            if (misfit instanceof Misfit.Labels labels) {
                labels(from, to, labels.labels(), labels.several());
            } else if (!(misfit instanceof Misfit.Negative && ranged)
                    && !(misfit instanceof Misfit.OutOfRange && listed)) {
                misfit(from, to, misfit);
            }
        }
    }

    /** Returns whether the misfit says which numbers the target takes, more exactly than a range does. */
    private static boolean isOtherNumber(Misfit misfit) {
        return misfit instanceof Misfit.Special special
                && (special.value() == SpecialValue.NO_TRUTH_VALUE || special.value() == SpecialValue.NO_YEAR);
    }

    private void misfit(FullColumn from, FullColumn to, Misfit misfit) {
        CountSql counts = tables.counts();
        Impact impact = Differences.NARROWED;
        Compatibility level = BREAKING;
        @Nullable String condition = null;
        @Nullable SchemaChange change = likeSource(from, to);
        if (misfit instanceof Misfit.OutOfRange range) {
            condition = counts.outside(from.column(), range.low(), range.high());
        } else if (misfit instanceof Misfit.Negative) {
            condition = counts.negative(from.name());
        } else if (misfit instanceof Misfit.Fraction fraction) {
            condition = counts.moreDigits(from.name(), fraction.digits());
            level = POTENTIALLY_BREAKING;
            impact = Differences.writes(Effect.ROUNDING);
        } else if (misfit instanceof Misfit.TextLength text) {
            condition = text.bytes()
                    ? counts.moreBytes(from.name(), text.length())
                    : counts.longer(from.name(), text.length());
        } else if (misfit instanceof Misfit.Characters characters) {
            condition = counts.lacking(from.name(), characters.charset());
            change = everyCharacter(from, to);
        } else if (misfit instanceof Misfit.ExactBytes bytes) {
            condition = counts.otherLength(from.name(), bytes.length());
            impact = Differences.writes(Effect.CHANGED_VALUES, Effect.REJECTED_WRITES);
        } else if (misfit instanceof Misfit.Bytes bytes) {
            condition = counts.moreBytes(from.name(), bytes.length());
        } else if (misfit instanceof Misfit.Special special) {
            condition = counts.special(from.column(), special.value()).orElse(null);
            if (!isOtherNumber(misfit)) {
                level = POTENTIALLY_BREAKING;
                impact = Differences.writes(Effect.REJECTED_WRITES, Effect.CHANGED_VALUES);
                change = null;
            }
        }
        add(
                to,
                level,
                pair(from, to) + " can't hold " + misfit.description(),
                impact,
                new Remedy(condition == null ? null : tables.rows(condition), change));
    }

    private void labels(FullColumn from, FullColumn to, List<String> known, boolean several) {
        List<String> missing = new ArrayList<>(from.detail().labels());
        missing.removeAll(known);
        boolean members = from.column().type().structure().traits().several() && !several;
        if (missing.isEmpty() && !from.detail().labels().isEmpty() && !members) {
            moreLabels(from, to);
            return;
        }
        String lacks = !missing.isEmpty()
                ? "the labels " + String.join(", ", missing)
                : members ? "values of several labels" : "texts that are no label";
        add(
                to,
                BREAKING,
                pair(from, to) + " lacks " + lacks,
                Differences.NARROWED,
                new Remedy(
                        several ? null : tables.rows(tables.counts().noLabel(from.name(), known)),
                        missing.isEmpty() ? null : tables.changes().labels(tables.to(), to, missing)));
    }

    private void moreLabels(FullColumn from, FullColumn to) {
        List<String> more = new ArrayList<>(to.detail().labels());
        more.removeAll(from.detail().labels());
        if (tables.sides().areOfOneEngine() && !more.isEmpty()) {
            add(
                    to,
                    COMPATIBLE,
                    pair(from, to) + " has the labels " + String.join(", ", more) + " besides the source's",
                    Differences.NONE,
                    Remedy.NONE);
        }
    }

    private SchemaChange everyCharacter(FullColumn from, FullColumn to) {
        String collation = from.detail().collation();
        String chosen =
                collation != null && collation.startsWith(EVERY_CHARACTER) ? collation : EVERY_CHARACTER + "_bin";
        return tables.changes().collation(tables.to(), to, EVERY_CHARACTER, chosen);
    }

    private SchemaChange likeSource(FullColumn from, FullColumn to) {
        String type = tables.sides().areOfOneEngine()
                ? from.column().type().sqlName()
                : tables.changes().typeFor(from.column().type());
        return tables.changes().type(tables.to(), to, type);
    }

    private static String pair(FullColumn from, FullColumn to) {
        return ColumnRules.described(from) + " becomes " + ColumnRules.described(to) + ", which";
    }

    private void add(FullColumn to, Compatibility level, String what, Impact impact, Remedy remedy) {
        differences.add(new Subject(Kind.TYPE, to.name()), level, what, impact, remedy);
    }
}
