package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column's part of a row's {@link NativeHash}: SQL that gives the stored value's bytes, marked so that no two lists of values give the
 * same bytes. Only for columns that both sides store alike; two values that differ by canonical form then differ in these bytes.
 *
 * @param expression SQL of the value
 * @param isInline false if the value may be long: then its own SHA-256 stands for it, so that no row exceeds the server's longest text
 */
record ValueHash(Kind kind, String expression, boolean isInline) {
    /** Bytes: an index entry is about that long. */
    private static final int LONGEST_INLINE = 1_020;

    private static final int BYTES_PER_CHARACTER = 4;
    private static final Set<String> UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8", "ascii");
    private static final Set<String> BINARY_TYPES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");

    /** The form of a value's bytes. Its name is part of a known answer, never of a hash. */
    enum Kind {
        /** Digits. Years, bits and {@code tinyint(1)} too. */
        INTEGER,
        /** Digits, in the scale that both sides declare. */
        DECIMAL,
        /** The shortest text of the double: a {@code float} is the double of its exact value. -0 is 0. */
        FLOAT,
        /** In UTF-8, whatever the column's character set. */
        TEXT,
        BYTES,
        /** Dates and times as printed, with the digits of a second that both sides declare, in UTC. */
        TIME,
        UUID,
        /** Labels of an enum or a set. */
        LABEL,
        /** Parsed documents (MySQL), as printed. */
        DOCUMENT,
        /** Documents as they were written (MariaDB). */
        WRITTEN_DOCUMENT
    }

    /** Empty if the two sides store the column in different ways, or a text is all that they share. */
    static Optional<ValueHash> of(MappedColumn column, Side side) {
        @Nullable Column source = column.source();
        if (source == null
                || !column.isDirect()
                || column.translation() != null
                || source.type().logical() != column.target().type().logical()) {
            return Optional.empty();
        }
        return kind(source.type(), column.target().type())
                .map(kind -> of(
                        kind,
                        column.on(side).get(0),
                        isShort(kind, source.type())
                                && isShort(kind, column.target().type())));
    }

    private static Optional<Kind> kind(ColumnType source, ColumnType target) {
        TypeStructure from = source.structure();
        TypeStructure to = target.structure();
        boolean isOneType = from.castName().equals(to.castName());
        boolean hasOneLimit = from.limits().equals(to.limits());
        return switch (target.logical()) {
            case INTEGER, BOOLEAN -> Optional.of(Kind.INTEGER);
            case BIT -> given(hasOneLimit, Kind.INTEGER);
            case DECIMAL ->
                given(Objects.equals(from.limits().scale(), to.limits().scale()), Kind.DECIMAL);
            case FLOAT4, FLOAT8 -> Optional.of(Kind.FLOAT);
            case TEXT, PADDED_TEXT -> Optional.of(Kind.TEXT);
            case BYTES ->
                given(BINARY_TYPES.contains(from.castName()) && BINARY_TYPES.contains(to.castName()), Kind.BYTES);
            case DATE, TIME, TIMESTAMP, INSTANT -> given(hasOneLimit, Kind.TIME);
            case UUID -> given(isOneType, Kind.UUID);
            case JSON -> given(isOneType, from.castName().equals("json") ? Kind.DOCUMENT : Kind.WRITTEN_DOCUMENT);
            case ENGINE_TEXT -> given(isOneType && isOneOrderOfLabels(from.traits(), to.traits()), Kind.LABEL);
        };
    }

    private static Optional<Kind> given(boolean condition, Kind kind) {
        return condition ? Optional.of(kind) : Optional.empty();
    }

    /** A set's members are printed in the order of its labels. */
    private static boolean isOneOrderOfLabels(TypeTraits from, TypeTraits to) {
        return from.isLabelled()
                && to.isLabelled()
                && (!from.several() || from.labels().equals(to.labels()));
    }

    private static ValueHash of(Kind kind, Column column, boolean isInline) {
        TypeTraits traits = column.type().structure().traits();
        String charset = traits.charset();
        boolean isOfOtherCharset = kind == Kind.WRITTEN_DOCUMENT // whose type does not tell the character set
                || (kind == Kind.TEXT || kind == Kind.LABEL) && charset != null && !UTF8.contains(charset);
        String name = TableSql.ALIAS + "." + MySqlIdentifiers.quote(column.name());
        return new ValueHash(kind, isOfOtherCharset ? "CONVERT(" + name + " USING utf8mb4)" : name, isInline);
    }

    private static boolean isShort(Kind kind, ColumnType type) {
        TypeTraits.Limit limit = type.structure().traits().limit();
        Integer length = type.structure().limits().length();
        return switch (kind) {
            case TEXT, BYTES ->
                length != null
                        && length <= LONGEST_INLINE / (limit == TypeTraits.Limit.CHARACTERS ? BYTES_PER_CHARACTER : 1);
            case LABEL, DOCUMENT, WRITTEN_DOCUMENT -> false;
            default -> true;
        };
    }

    /** Arguments of {@code CONCAT}: digits and dates end with a bar, which they don't contain; other bytes begin with their number. */
    String arguments() {
        String bytes = bytes();
        if (!isInline) {
            return "IFNULL(SHA2(" + bytes + ", 256), '~'), '|'";
        }
        return kind == Kind.TEXT || kind == Kind.BYTES
                ? "IFNULL(LENGTH(" + expression + "), '~'), ':', IFNULL(" + bytes + ", '')"
                : "IFNULL(" + bytes + ", '~'), '|'";
    }

    private String bytes() {
        return switch (kind) {
            case INTEGER, DECIMAL -> expression + " + 0"; // without the zeros of ZEROFILL, and -0 as 0
            case FLOAT -> expression + " + 0e0";
            case TEXT, LABEL, WRITTEN_DOCUMENT -> "CAST(" + expression + " AS BINARY)";
            case BYTES -> expression;
            case TIME, UUID, DOCUMENT -> "CAST(" + expression + " AS CHAR)";
        };
    }
}
