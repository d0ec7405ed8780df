package dev.reconciler.mapping;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules behind {@link PairOfTypes}. */
final class PairRules {
    private static final Set<LogicalType> NUMBERS =
            Set.of(LogicalType.INTEGER, LogicalType.BOOLEAN, LogicalType.DECIMAL);
    private static final Set<LogicalType> TEXTS = Set.of(LogicalType.TEXT, LogicalType.PADDED_TEXT);
    private static final Set<String> OF_BYTES = Set.of("tinytext", "text", "mediumtext");
    private static final int BYTES_OF_A_CHARACTER = 4;

    private final ColumnType source;
    private final ColumnType target;
    private final TypeStructure from;
    private final TypeStructure to;
    private final List<String> exceptions = new ArrayList<>();

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
        Integer digits = from.fraction();
        Integer kept = to.fraction();
        boolean times = digits != null && kept != null;
        if (times && from.zoned() != to.zoned() && isOfMySql()) {
            return refused("differs in the time zone", "give both types a zone, or remove it from both");
        }
        if (isFloat(target.logical()) && to.scale() != null) {
            return refused("rounds to " + to.scale() + " digits after the point", "declare it without digits");
        }
        numbers();
        texts();
        bytes();
        times();
        documents();
        if (digits != null && kept != null && digits > kept) {
            return new PairOfTypes.Rounded(kept, exceptions);
        }
        return exceptions.isEmpty() ? new PairOfTypes.Lossless() : new PairOfTypes.Partial(exceptions);
    }

    private boolean isOfMySql() {
        return from.traits() != null || to.traits() != null;
    }

    private static boolean hasNaN(LogicalType type) {
        return type == LogicalType.DECIMAL || isFloat(type);
    }

    private PairOfTypes refused(String reason, String fix) {
        return new PairOfTypes.Refused(
                source.sqlName() + " does not become " + target.sqlName() + ", which " + reason + ": " + fix);
    }

    private void numbers() {
        if (NUMBERS.contains(source.logical()) && NUMBERS.contains(target.logical())) {
            exactNumbers();
        }
        if (from.traits() == null && to.traits() != null && hasNaN(source.logical())) {
            exceptions.add("NaN and infinities");
        }
    }

    private void exactNumbers() {
        if (NumberRange.isNegative(source) && !NumberRange.isNegative(target)) {
            exceptions.add("negative numbers");
        }
        if (target.logical() == LogicalType.BOOLEAN && to.precision() == null && from.precision() != null) {
            exceptions.add("numbers other than 0 and 1");
        } else if (to.castName().equals("year") && !from.castName().equals("year")) {
            exceptions.add("numbers other than 0 and 1901 to 2155");
        } else if (NumberRange.exceeds(source, target)) {
            exceptions.add("numbers beyond the range of " + target.sqlName());
        }
        Integer scale = from.scale();
        Integer kept = to.scale();
        if (source.logical() == LogicalType.DECIMAL && kept != null && (scale == null || scale > kept)) {
            exceptions.add("numbers with more than " + kept + " digits after the point");
        }
    }

    private static boolean isFloat(LogicalType type) {
        return type == LogicalType.FLOAT4 || type == LogicalType.FLOAT8;
    }

    private void texts() {
        @Nullable TypeTraits traits = to.traits();
        if (traits != null && !traits.labels().isEmpty()) {
            labels(traits);
            return;
        }
        if (!TEXTS.contains(target.logical())) {
            return;
        }
        if (TEXTS.contains(source.logical())
                && to.length() != null
                && (from.length() == null || from.length() > takes())) {
            exceptions.add("texts that are longer than " + target.sqlName() + " takes");
        }
        String charset = traits == null ? null : traits.charset();
        boolean narrower = charset != null
                && !charset.equals("utf8mb4")
                && !(from.traits() != null && charset.equals(from.traits().charset()));
        if (narrower) {
            exceptions.add("texts with characters that " + charset + " lacks");
        }
        if (traits == null && from.traits() != null && TEXTS.contains(source.logical())) {
            exceptions.add("texts with U+0000");
        }
    }

    /** In the source's unit, which is characters unless both types count bytes: a character takes up to four. */
    private int takes() {
        int length = to.length() == null ? Integer.MAX_VALUE : to.length();
        return OF_BYTES.contains(to.castName()) && !OF_BYTES.contains(from.castName())
                ? length / BYTES_OF_A_CHARACTER
                : length;
    }

    private void labels(TypeTraits traits) {
        boolean known = from.traits() != null
                && from.castName().equals(to.castName())
                && !from.traits().labels().isEmpty()
                && traits.labels().containsAll(from.traits().labels());
        if (!known) {
            exceptions.add(
                    "texts that are no label of the target" + (to.castName().equals("set") ? ", or unsorted" : ""));
        }
    }

    private void bytes() {
        if (target.logical() != LogicalType.BYTES || to.length() == null) {
            return;
        }
        boolean fixed = to.castName().equals("binary");
        boolean sameLength =
                to.length().equals(from.length()) && from.castName().equals("binary");
        if (fixed && !sameLength) {
            exceptions.add("values of another length than " + to.length() + " bytes");
        } else if (!fixed && (from.length() == null || from.length() > to.length())) {
            exceptions.add("values of more than " + to.length() + " bytes");
        }
    }

    private void times() {
        boolean fromMySql = from.traits() != null && to.traits() == null && source.logical() == target.logical();
        boolean intoMySql = from.traits() == null && to.traits() != null;
        switch (source.logical()) {
            case DATE, TIMESTAMP, INSTANT -> {
                if (fromMySql) {
                    exceptions.add("zero dates and invalid dates");
                }
                if (intoMySql && source.logical() == target.logical()) {
                    exceptions.add(
                            source.logical() == LogicalType.INSTANT
                                    ? "times before 1970-01-01 00:00:01 or after 2038-01-19 03:14:07 UTC"
                                    : "dates before the year 1 or after 9999, and infinity");
                }
            }
            case TIME -> {
                if (fromMySql) {
                    exceptions.add("times below 00:00 or above 24:00");
                }
                if (target.logical() == LogicalType.TIME && from.zoned() != to.zoned()) {
                    exceptions.add("times, because only one of the types has a zone");
                }
            }
            default -> {}
        }
    }

    private void documents() {
        if (target.logical() == LogicalType.JSON && source.logical() == LogicalType.JSON) {
            if (from.traits() != null && to.traits() == null) {
                exceptions.add("documents with \\u0000");
            }
            if (to.castName().equals("json") && to.traits() != null && from.traits() == null) {
                exceptions.add("documents with numbers that are no 64-bit integer and no double");
            }
        }
    }
}
