package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.schema.TypeStructure;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Texts in any character set: the server converts them from and to the session's UTF-8, and rejects a character that the column's set
 * lacks. It cuts blanks off a text that is too long without an error, so such a text is rejected here.
 */
record TextForm(TypeStructure type) implements ValueForm {
    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = Texts.read(row, index);
        return text == null || !isPadded() ? text : withoutPadding(text);
    }

    private boolean isPadded() {
        return type.castName().equals("char");
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        String bound = isPadded() ? withoutPadding(text) : text;
        if (!isWellFormed(bound)) {
            throw new UnstorableValueException.Reason(Violation.INVALID, "half a surrogate pair is no character");
        }
        Integer length = type.limits().length();
        if (length != null && bound.length() > length / 4 && size(bound) > length) {
            throw new UnstorableValueException.Reason(
                    Violation.TOO_LONG, "it has more than " + length + (isCounted() ? " characters" : " bytes"));
        }
        statement.setString(index, bound);
    }

    /** Returns whether each surrogate is one half of a pair. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isSurrogatePair(c, text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private int size(String text) {
        if (isCounted()) {
            return text.codePointCount(0, text.length());
        }
        // In another character set a text may be shorter than in UTF-8: the server counts its bytes, unless it would
        // cut off blanks.
        return text.endsWith(" ") ? text.getBytes(StandardCharsets.UTF_8).length : 0;
    }

    /** The other types limit bytes. */
    private boolean isCounted() {
        return isPadded() || type.castName().equals("varchar");
    }
}
