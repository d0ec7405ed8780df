package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TypeStructure;
import java.util.List;

/**
 * One step of a row's hash by {@link dev.reconciler.endpoint.read.DigestMethod#NATIVE}: SQL that hashes a column's value into the hash of
 * the columns before it. On both sides it is the same function of the value's canonical form.
 *
 * <p>The hash so far is the <b>seed</b> of PostgreSQL's own 64-bit hash of the value, and the result is the seed of the next. Of two
 * values that differ by canonical form, or of two seeds, each step makes two different hashes, up to the chance of 2^-64 that any two
 * hashes are equal. This holds for each {@link Kind}, because PostgreSQL's function is used only where it hashes all of the value, and
 * where it hashes less, something beside the value supplies the rest.
 *
 * <p>A value that is compared as it is stored is hashed by its type. Everything else is hashed as its canonical text: a value that a
 * transform or a conversion makes, and a type that is compared as printed (enums, arrays, ranges, {@code citext}, {@code money},
 * {@code interval}).
 */
public final class ValueHash {
    /** Two of the words that SHA-512 begins with: any two numbers would do. */
    private static final String OF_VALUE = "7640891576956012808";

    private static final String OF_NULL = "4354685564936845355";

    private static final int DIGITS_OF_32_BITS = 10;

    private final Kind kind;
    private final String value;
    private final boolean nullable;

    private ValueHash(Kind kind, String value, boolean nullable) {
        this.kind = kind;
        this.value = value;
        this.nullable = nullable;
    }

    /** The function that hashes a value. Its name is part of a known answer, never of a hash. */
    public enum Kind {
        /** {@code smallint} and {@code integer} on both sides. */
        INTEGER,
        /** PostgreSQL folds the 64 bits to 32, so that 1 and 4294967296 are alike: the upper 32 are hashed by themselves, too. */
        BIGINT,
        BOOLEAN,
        /** PostgreSQL hashes the digits that count, without the scale: 1.0 is 1.00. It ignores the sign, and tells no NaN from infinity. */
        DECIMAL,
        /** PostgreSQL hashes -0 as 0 and every NaN as one, and returns the seed of 0 as it is. */
        FLOAT4,
        FLOAT8,
        /** {@code varchar} and, without its padding, {@code char(n)}, too. By byte, whatever the column's collation. */
        TEXT,
        BYTES,
        DATE,
        /** Times are hashed as they are sent, because their own hash folds 64 bits to 32. */
        TIME,
        TIME_WITH_ZONE,
        TIMESTAMP,
        INSTANT,
        UUID,
        JSON,
        /** As printed: its own hash takes 1.0 for 1.00 and -1 for 1. */
        JSONB,
        /** {@code bit(n)} too. */
        BITS,
        /** The canonical text. */
        CANONICAL
    }

    /** @param nullable true if the value may be null on either side */
    public static ValueHash of(Kind kind, String value, boolean nullable) {
        return new ValueHash(kind, value, nullable);
    }

    /** Over the table's alias {@code t}. */
    public static ValueHash of(MappedColumn column, Side side) {
        ColumnSql source = ColumnSql.of(column, Side.SOURCE);
        ColumnSql target = ColumnSql.of(column, Side.TARGET);
        ColumnSql own = side == Side.SOURCE ? source : target;
        Kind kind = kind(column, source);
        return new ValueHash(
                kind,
                kind == Kind.CANONICAL ? own.canonical() : own.typed().orElseThrow(),
                source.isNullable() || target.isNullable());
    }

    public Kind kind() {
        return kind;
    }

    /** By its type only if it is stored as that on both sides. */
    private static Kind kind(MappedColumn column, ColumnSql sql) {
        Column source = column.source();
        if (source == null || !sql.isTyped() || column.translation() != null) {
            return Kind.CANONICAL;
        }
        TypeStructure from = source.type().structure();
        TypeStructure to = column.target().type().structure();
        LogicalType type = column.target().type().logical();
        return switch (type) {
            case INTEGER -> isSmall(from) && isSmall(to) ? Kind.INTEGER : Kind.BIGINT;
            case BOOLEAN -> Kind.BOOLEAN;
            case DECIMAL -> Kind.DECIMAL;
            case FLOAT4 -> Kind.FLOAT4;
            case FLOAT8 -> Kind.FLOAT8;
            case TEXT, PADDED_TEXT -> Kind.TEXT;
            case BYTES -> Kind.BYTES;
            case DATE -> Kind.DATE;
            case TIME -> from.zoned() == to.zoned() ? to.zoned() ? Kind.TIME_WITH_ZONE : Kind.TIME : Kind.CANONICAL;
            case TIMESTAMP -> Kind.TIMESTAMP;
            case INSTANT -> Kind.INSTANT;
            case UUID -> Kind.UUID;
            case JSON ->
                from.normalised() == to.normalised() ? to.normalised() ? Kind.JSONB : Kind.JSON : Kind.CANONICAL;
            case BIT -> Kind.BITS;
            case ENGINE_TEXT -> Kind.CANONICAL;
        };
    }

    private static boolean isSmall(TypeStructure integer) {
        return integer.limits().precision() != null && integer.limits().precision() <= DIGITS_OF_32_BITS;
    }

    /**
     * The hash of the value and of the columns before it: a bigint, never null.
     *
     * <p>PostgreSQL's functions return null for null. A value that may be null is therefore hashed with a seed of its own, or is a
     * constant, and this is combined with the hash of the columns before it, and hashed: to use that hash as the seed, it would have to
     * be written twice, and a row's expression would double with each such column.
     *
     * @param seed the hash of the columns before it
     */
    public String after(String seed) {
        return nullable ? scrambled("0", seed + " # coalesce(" + hash(OF_VALUE) + ", " + OF_NULL + ")") : hash(seed);
    }

    private String hash(String seed) {
        return switch (kind) {
            case INTEGER -> scrambled(cast("integer"), seed);
            case BIGINT -> {
                String bigint = cast("bigint");
                yield "hashint8extended(" + bigint + " >> 32, hashint8extended(" + bigint + ", " + seed + "))";
            }
            case BOOLEAN -> scrambled("CASE WHEN " + value + " THEN 1 WHEN NOT " + value + " THEN 0 END", seed);
            case DECIMAL -> decimal(seed);
            case FLOAT4 -> scrambled("0", "hashfloat4extended(" + cast("float4") + ", " + seed + ")");
            case FLOAT8 -> scrambled("0", "hashfloat8extended(" + cast("float8") + ", " + seed + ")");
            case TEXT, JSON, JSONB, CANONICAL -> text(cast("text"), seed); // of char(n), the cast drops the padding
            case BYTES -> bytes(cast("bytea"), seed);
            case DATE -> sent("date", seed);
            case TIME -> sent("time", seed);
            case TIME_WITH_ZONE -> sent("timetz", seed);
            case TIMESTAMP -> sent("timestamp", seed);
            case INSTANT -> sent("timestamptz", seed);
            case UUID -> "uuid_hash_extended(" + cast("uuid") + ", " + seed + ")";
            case BITS -> bytes("varbit_send(" + cast("varbit") + ")", seed);
        };
    }

    /**
     * The hash of the digits, and then what it leaves out. It is the seed for what is no number, and the seed less 1 for 0, so the
     * sign and the kind of number are hashed after it and not combined with it.
     */
    private String decimal(String seed) {
        String number = cast("numeric");
        String infinity = "'Infinity'::numeric";
        return scrambled(
                "CASE WHEN " + number + " < 0 THEN 1 WHEN " + number + " < " + infinity + " THEN 0 WHEN " + number
                        + " = " + infinity + " THEN 2 ELSE 3 END",
                "hash_numeric_extended(" + number + ", " + seed + ")");
    }

    private String sent(String type, String seed) {
        return bytes(type + "_send(" + cast(type) + ")", seed);
    }

    /** As hexadecimal digits: not every version has a function that hashes bytes. */
    private static String bytes(String bytes, String seed) {
        return text("encode(" + bytes + ", 'hex')", seed);
    }

    private static String text(String text, String seed) {
        return "hashtextextended(" + text + " COLLATE \"C\", " + seed + ")";
    }

    /** @param number of 32 bits, all of which are hashed */
    private static String scrambled(String number, String seed) {
        return "hashint4extended(" + number + ", " + seed + ")";
    }

    /** Without a modifier, which changes no value. */
    private String cast(String type) {
        return "(" + value + ")::" + type;
    }

    /** One hash of several that are independent of each other. */
    public static String combined(List<String> hashes) {
        return hashes.size() == 1 ? hashes.get(0) : scrambled("0", String.join(" # ", hashes));
    }
}
