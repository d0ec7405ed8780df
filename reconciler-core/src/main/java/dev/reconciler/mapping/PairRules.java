package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules behind {@link PairOfTypes}. */
final class PairRules {
    private static final Set<LogicalType> NUMBERS =
            Set.of(LogicalType.INTEGER, LogicalType.BOOLEAN, LogicalType.DECIMAL);
    private static final Set<LogicalType> TEXTS = Set.of(LogicalType.TEXT, LogicalType.PADDED_TEXT);
    private static final int BYTES_OF_A_CHARACTER = 4;

    private final ColumnType source;
    private final ColumnType target;
    private final TypeStructure from;
    private final TypeStructure to;
    private final List<Misfit> misfits = new ArrayList<>();

    private PairRules(ColumnType source, ColumnType target) {
        this.source = source;
        this.target = target;
        this.from = source.structure();
        this.to = target.structure();
    }

    static PairOfTypes decide(ColumnType source, ColumnType target) {
        Optional<String> problem = Conversions.problem(source, target);
        if (problem.isPresent()) {
            return new PairOfTypes.Refused(problem.get());
        }
        return new PairRules(source, target).decide();
    }

    private PairOfTypes decide() {
        if (from.limits().fraction() != null && to.limits().fraction() != null && from.zoned() != to.zoned()) {
            return refused("differs in the time zone", "give both types a zone, or remove it from both");
        }
        if (isFloat(target.logical()) && to.limits().scale() != null) {
            return refused("rounds to " + to.limits().scale() + " digits after the point", "declare it without digits");
        }
        if (NUMBERS.contains(source.logical()) && NUMBERS.contains(target.logical())) {
            exactNumbers();
        }
        texts();
        bytes();
        specialValues();
        Integer digits = from.limits().fraction();
        Integer kept = to.limits().fraction();
        if (digits != null && kept != null && digits > kept) {
            return new PairOfTypes.Rounded(kept, misfits);
        }
        return misfits.isEmpty() ? new PairOfTypes.Lossless() : new PairOfTypes.Partial(misfits);
    }

    private PairOfTypes refused(String reason, String fix) {
        return new PairOfTypes.Refused(
                source.sqlName() + " does not become " + target.sqlName() + ", which " + reason + ": " + fix);
    }

    private static boolean isFloat(LogicalType type) {
        return type == LogicalType.FLOAT4 || type == LogicalType.FLOAT8;
    }

    private void exactNumbers() {
        if (NumberRange.isNegative(source) && !NumberRange.isNegative(target)) {
            misfits.add(new Misfit.Negative());
        }
        if (NumberRange.exceeds(source, target)) {
            misfits.add(new Misfit.OutOfRange(NumberRange.low(target), NumberRange.high(target), target.sqlName()));
        }
        Integer scale = from.limits().scale();
        Integer kept = to.limits().scale();
        if (source.logical() == LogicalType.DECIMAL && kept != null && (scale == null || scale > kept)) {
            misfits.add(new Misfit.Fraction(kept));
        }
    }

    private void texts() {
        if (to.traits().isLabelled()) {
            labels();
        } else if (TEXTS.contains(target.logical())) {
            lengths();
            String charset = to.traits().charset();
            if (charset != null && !charset.equals(from.traits().charset())) {
                misfits.add(new Misfit.Characters(charset));
            }
        }
    }

    private void lengths() {
        Integer length = from.limits().length();
        Integer kept = to.limits().length();
        if (TEXTS.contains(source.logical()) && kept != null && (length == null || length > takes(kept))) {
            misfits.add(new Misfit.TextLength(kept, to.traits().limit() == Limit.BYTES, target.sqlName()));
        }
    }

    /** In the source's unit, which is characters unless both types count bytes: a character takes up to four. */
    private int takes(int length) {
        boolean inBytes = to.traits().limit() == Limit.BYTES && from.traits().limit() != Limit.BYTES;
        return inBytes ? length / BYTES_OF_A_CHARACTER : length;
    }

    private void labels() {
        boolean known = from.traits().isLabelled()
                && from.traits().several() == to.traits().several()
                && to.traits().labels().containsAll(from.traits().labels());
        if (!known) {
            misfits.add(new Misfit.Labels(to.traits().labels(), to.traits().several()));
        }
    }

    private void bytes() {
        Integer length = to.limits().length();
        if (target.logical() != LogicalType.BYTES || source.logical() == LogicalType.UUID || length == null) {
            return;
        }
        if (to.traits().limit() == Limit.EXACT_BYTES) {
            if (from.traits().limit() != Limit.EXACT_BYTES
                    || !length.equals(from.limits().length())) {
                misfits.add(new Misfit.ExactBytes(length));
            }
        } else if (from.limits().length() == null || from.limits().length() > length) {
            misfits.add(new Misfit.Bytes(length));
        }
    }

    /** Values that the source may have: neutral ones that it does not lack itself, and its own additions. */
    private void specialValues() {
        for (SpecialValue value : SpecialValue.values()) {
            boolean lacks = to.traits().lacks().contains(value)
                    && !from.traits().lacks().contains(value)
                    && value.isOf(source.logical());
            boolean adds = from.traits().adds().contains(value)
                    && !to.traits().adds().contains(value)
                    && value.isOf(target.logical());
            if (lacks || adds) {
                misfits.add(new Misfit.Special(value));
            }
        }
    }
}
