package dev.reconciler.row;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
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
    /** Never updated, only copied. */
    private static final MessageDigest FRESH_MD5 = lookUpMd5();

    public CanonicalEncoding {
        types = List.copyOf(types);
    }

    public String encode(List<@Nullable String> values) {
        StringBuilder out = new StringBuilder(values.size() * 16);
        for (int i = 0; i < types.size(); i++) {
            appendValue(out, types.get(i), values.get(i));
        }
        return out.toString();
    }

    /**
     * The hash of a row by value ({@link LogicalType#byValue}), in which the columns of these indexes count as NULL. No SQL computes
     * it, and it compares only with its like.
     */
    public RowHash hashWithout(Row row, IntPredicate leftOut) {
        StringBuilder out = new StringBuilder(types.size() * 16);
        for (int i = 0; i < types.size(); i++) {
            append(out, types.get(i), leftOut.test(i) ? null : byValue(i, row.value(i)));
        }
        return hash(out.toString());
    }

    /** The hash of one column's value alone, as {@link #hashWithout} has it. */
    public RowHash hashOfValue(int column, @Nullable String text) {
        StringBuilder out = new StringBuilder();
        append(out, types.get(column), byValue(column, text));
        return hash(out.toString());
    }

    private @Nullable String byValue(int column, @Nullable String text) {
        return text == null ? null : types.get(column).byValue(text);
    }

    public RowHash hash(Row row) {
        return hash(encode(row.values()));
    }

    /** Returns whether two values of a column are equal: both null, or equal in canonical form. */
    public boolean sameValue(int column, @Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return types.get(column).same(left, right);
    }

    static void appendValue(StringBuilder out, LogicalType type, @Nullable String text) {
        append(out, type, text == null ? null : type.canonical(text));
    }

    private static void append(StringBuilder out, LogicalType type, @Nullable String canonical) {
        if (canonical == null) {
            out.append("~|");
        } else if (type.isFreeText()) {
            out.append(utf8Length(canonical)).append(':').append(canonical);
        } else {
            out.append(canonical).append('|');
        }
    }

    /** MD5 of the text's UTF-8 bytes. */
    public static RowHash hash(String encoded) {
        return RowHash.ofBytes(md5().digest(encoded.getBytes(StandardCharsets.UTF_8)));
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

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c)) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        return length;
    }
}
