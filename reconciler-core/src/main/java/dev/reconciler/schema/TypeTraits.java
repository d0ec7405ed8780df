package dev.reconciler.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declarations that only types of MySQL and MariaDB have. A type with traits also has the limits of these servers: numbers are finite,
 * years have four digits, dates may be zero, and a time may be negative or longer than a day.
 *
 * @param unsigned true for a number that is never negative
 * @param charset the character set of a text; null for other types, or if it is unknown
 * @param collation null as the character set is
 * @param labels of an enum or a set, in the order of their numbers; empty for other types
 */
public record TypeTraits(
        boolean unsigned,
        @Nullable String charset,
        @Nullable String collation,
        List<String> labels) {
    /** No declaration: the limits alone. */
    public static final TypeTraits NONE = new TypeTraits(false, null, null, List.of());

    public TypeTraits {
        labels = List.copyOf(labels);
    }

    public static TypeTraits ofNumber(boolean unsigned) {
        return new TypeTraits(unsigned, null, null, List.of());
    }

    public static TypeTraits ofLabels(List<String> labels) {
        return new TypeTraits(false, null, null, labels);
    }

    public TypeTraits in(@Nullable String charset, @Nullable String collation) {
        return new TypeTraits(unsigned, charset, collation, labels);
    }
}
