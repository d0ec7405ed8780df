package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@code bit(n)} as n digits 0 and 1. @param length 2 to 64 */
record BitForm(int length) implements ValueForm {
    @Override
    public String select(String column) {
        return "CAST(" + column + " AS UNSIGNED)";
    }

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String number = row.getString(index);
        if (number == null) {
            return null;
        }
        String digits = new BigInteger(number).toString(2);
        return "0".repeat(length - digits.length()) + digits;
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        if (text.length() != length || !text.matches("[01]+")) {
            throw new UnstorableValueException.Reason(Violation.INVALID, "it is not exactly " + length + " bits");
        }
        byte[] bytes = new byte[(length + 7) / 8];
        BigInteger bits = new BigInteger(text, 2);
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = bits.shiftRight(8 * i).byteValue();
        }
        statement.setBytes(index, bytes);
    }
}
