package dev.reconciler.schema;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a column's type.
 *
 * @param castName the type without length, precision and scale, for casts that change no value
 * @param composite true if a value has fields
 * @param limits none for an array, whatever its elements have: no number applies to the array as a whole
 * @param zoned true if values carry a time zone, or are points in time
 * @param normalised true if the engine stores the value instead of its text, and prints it in its own format (PostgreSQL: jsonb)
 * @param traits declarations that not every engine has, and values that the type lacks or adds
 */
public record TypeStructure(
        String castName,
        boolean array,
        boolean composite,
        Limits limits,
        boolean zoned,
        boolean normalised,
        TypeTraits traits) {
    /**
     * The limits of a type's values.
     *
     * @param length characters, bits or bytes at most, see {@link TypeTraits#limit}; null where there is no limit, or none is
     *     declared
     * @param precision digits of a number at most; null where there is no limit, and for types that are not exact numbers
     * @param scale those of them after the point (negative: zeros before it); null as the precision is
     * @param fraction digits of a second; null for types without a time
     */
    public record Limits(
            @Nullable Integer length,
            @Nullable Integer precision,
            @Nullable Integer scale,
            @Nullable Integer fraction) {
        static final Limits NONE = new Limits(null, null, null, null);
    }

    public static TypeStructure plain(String castName) {
        return new TypeStructure(castName, false, false, Limits.NONE, false, false, TypeTraits.NONE);
    }

    public static TypeStructure array(String castName) {
        return new TypeStructure(castName, true, false, Limits.NONE, false, false, TypeTraits.NONE);
    }

    /** A type of several fields, such as a row's. */
    public static TypeStructure composite(String castName) {
        return new TypeStructure(castName, false, true, Limits.NONE, false, false, TypeTraits.NONE);
    }

    public static TypeStructure ofLength(String castName, @Nullable Integer length) {
        return limited(castName, new Limits(length, null, null, null), false);
    }

    public static TypeStructure ofNumber(String castName, @Nullable Integer precision, @Nullable Integer scale) {
        return limited(castName, new Limits(null, precision, scale, null), false);
    }

    public static TypeStructure ofTime(String castName, @Nullable Integer fraction, boolean zoned) {
        return limited(castName, new Limits(null, null, null, fraction), zoned);
    }

    private static TypeStructure limited(String castName, Limits limits, boolean zoned) {
        return new TypeStructure(castName, false, false, limits, zoned, false, TypeTraits.NONE);
    }

    public static TypeStructure normalised(String castName) {
        return new TypeStructure(castName, false, false, Limits.NONE, false, true, TypeTraits.NONE);
    }

    /** The same parts with these traits. */
    public TypeStructure with(TypeTraits more) {
        return new TypeStructure(castName, array, composite, limits, zoned, normalised, more);
    }
}
