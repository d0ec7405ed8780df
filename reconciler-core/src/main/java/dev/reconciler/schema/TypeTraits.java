package dev.reconciler.schema;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deviations of a type from the neutral text form, and declarations that not every engine has.
 *
 * @param unsigned true for a number that is never negative
 * @param limit the meaning of the type's length
 * @param charset the character set of a text that lacks characters; null for other types, if it is unknown, or if none lacks
 * @param collation of a text; null for other types, or if it is unknown
 * @param labels of a type whose values are labels, in the order of their numbers; empty for other types
 * @param several true if a value is any number of the labels, sorted
 * @param lacks values of the neutral form that the type can't hold
 * @param adds values outside the neutral form that the type can hold
 */
public record TypeTraits(
        boolean unsigned,
        Limit limit,
        @Nullable String charset,
        @Nullable String collation,
        List<String> labels,
        boolean several,
        Set<SpecialValue> lacks,
        Set<SpecialValue> adds) {
    /** A type that holds exactly what the neutral form expresses. */
    public static final TypeTraits NONE =
            new TypeTraits(false, Limit.CHARACTERS, null, null, List.of(), false, Set.of(), Set.of());

    /** The meaning of a type's length. */
    public enum Limit {
        /** Characters, bits, or whatever else the values consist of, at most. */
        CHARACTERS,
        /** Bytes at most. */
        BYTES,
        /** Bytes, exactly: the engine fills shorter values up. */
        EXACT_BYTES
    }

    public TypeTraits {
        labels = List.copyOf(labels);
        lacks = Set.copyOf(lacks);
        adds = Set.copyOf(adds);
    }

    public TypeTraits withUnsigned(boolean isUnsigned) {
        return new TypeTraits(isUnsigned, limit, charset, collation, labels, several, lacks, adds);
    }

    public TypeTraits withLimit(Limit of) {
        return new TypeTraits(unsigned, of, charset, collation, labels, several, lacks, adds);
    }

    public TypeTraits withCharacters(@Nullable String of, @Nullable String comparedBy) {
        return new TypeTraits(unsigned, limit, of, comparedBy, labels, several, lacks, adds);
    }

    public TypeTraits withLabels(List<String> of, boolean isSeveral) {
        return new TypeTraits(unsigned, limit, charset, collation, of, isSeveral, lacks, adds);
    }

    public TypeTraits withValues(Set<SpecialValue> lacking, Set<SpecialValue> adding) {
        return new TypeTraits(unsigned, limit, charset, collation, labels, several, lacking, adding);
    }

    /** Returns whether every value is one of these labels, or sorted members of them. */
    public boolean isLabelled() {
        return !labels.isEmpty();
    }
}
