package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.schema.TypeStructure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes in hex after {@code \x}. The server fills a short {@code binary(n)} up with zero bytes, so such a value is rejected here. */
record BytesForm(TypeStructure type) implements ValueForm {
    private static final String PREFIX = "\\x";

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        byte[] bytes = row.getBytes(index);
        return bytes == null ? null : PREFIX + HexFormat.of().formatHex(bytes);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        byte[] bytes = HexFormat.of().parseHex(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        Integer length = type.limits().length();
        if (length != null && bytes.length > length) {
            throw new UnstorableValueException.Reason(Violation.TOO_LONG, "it has more than " + length + " bytes");
        }
        if (length != null && bytes.length < length && type.castName().equals("binary")) {
            throw new UnstorableValueException.Reason(
                    Violation.INVALID,
                    "it has " + bytes.length + " bytes, and the server would fill it up to " + length);
        }
        statement.setBytes(index, bytes);
    }
}
