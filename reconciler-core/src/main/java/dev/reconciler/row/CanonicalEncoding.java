package dev.reconciler.row;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The one injective encoding of a row, rendered alike by Java and by every SQL dialect. Per column, in mapping order:
 *
 * <ul>
 *   <li>NULL: {@code ~|}
 *   <li>a type with a closed alphabet (no {@code ~} or {@code |}): the canonical text and {@code |}
 *   <li>free text: length in UTF-8 bytes, {@code :} and the text; no two rows can run into each other
 * </ul>
 *
 * The row hash is the MD5 of the encoding's UTF-8 bytes.
 */
public record CanonicalEncoding(List<LogicalType> types) {
    private static final byte[] NULL = {'~', '|'};

    /** Never updated, only copied. */
    private static final MessageDigest FRESH_MD5 = lookUpMd5();

    public CanonicalEncoding {
        types = List.copyOf(types);
    }

    public String encode(List<@Nullable String> values) {
        return encoded(i -> canonical(i, values.get(i))).toString(StandardCharsets.UTF_8);
    }

    private ByteArrayOutputStream encoded(IntFunction<@Nullable String> canonical) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(types.size() * 24);
        for (int i = 0; i < types.size(); i++) {
            append(out, types.get(i), canonical.apply(i));
        }
        return out;
    }

    private @Nullable String canonical(int column, @Nullable String text) {
        return text == null ? null : types.get(column).canonical(text);
    }

    /**
     * The hash of a row by value ({@link LogicalType#byValue}), in which the columns of these indexes count as NULL. No SQL computes
     * it, and it compares only with its like.
     */
    public RowHash hashWithout(Row row, IntPredicate leftOut) {
        return hash(encoded(i -> leftOut.test(i) ? null : byValue(i, row.value(i))));
    }

    /** The hash of one column's value alone, as {@link #hashWithout} has it. */
    public RowHash hashOfValue(int column, @Nullable String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        append(out, types.get(column), byValue(column, text));
        return hash(out);
    }

    private @Nullable String byValue(int column, @Nullable String text) {
        return text == null ? null : types.get(column).byValue(text);
    }

    public RowHash hash(Row row) {
        return hash(encoded(i -> canonical(i, row.value(i))));
    }

    /** Returns whether two values of a column are equal: both null, or equal in canonical form. */
    public boolean sameValue(int column, @Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return types.get(column).same(left, right);
    }

    private static void append(ByteArrayOutputStream out, LogicalType type, @Nullable String canonical) {
        if (canonical == null) {
            out.writeBytes(NULL);
            return;
        }
        byte[] text = canonical.getBytes(StandardCharsets.UTF_8);
        if (type.isFreeText()) {
            out.writeBytes(Integer.toString(text.length).getBytes(StandardCharsets.ISO_8859_1));
            out.write(':');
            out.writeBytes(text);
        } else {
            out.writeBytes(text);
            out.write('|');
        }
    }

    /** MD5 of the text's UTF-8 bytes. */
    public static RowHash hash(String encoded) {
        return RowHash.ofBytes(md5().digest(encoded.getBytes(StandardCharsets.UTF_8)));
    }

    private static RowHash hash(ByteArrayOutputStream encoded) {
        return RowHash.ofBytes(md5().digest(encoded.toByteArray()));
    }

    /** A copy of an instance that was looked up once: a look-up costs more than hashing a row. */
    private static MessageDigest md5() {
        try {
            return (MessageDigest) FRESH_MD5.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's MD5 can't be copied", e);
        }
    }

    private static MessageDigest lookUpMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have MD5 (java.security.MessageDigest)", e);
        }
    }
}
