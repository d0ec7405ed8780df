package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Floats, which travel as doubles: the server prints a {@code float} rounded to six digits, a double with all of them. */
record FloatForm(boolean single) implements ValueForm {
    @Override
    public String select(String column) {
        return "CAST(" + column + " AS DOUBLE)";
    }

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        double value = row.getDouble(index);
        return row.wasNull() ? null : single ? ShortestFloat.print((float) value) : ShortestFloat.print(value);
    }

    /** The platform's text is not always the shortest one, but is the same number. It costs a tenth (measured). */
    @Override
    public @Nullable String readToHash(ResultSet row, int index) throws SQLException {
        double value = row.getDouble(index);
        return row.wasNull() ? null : single ? Float.toString((float) value) : Double.toString(value);
    }

    /** A float is bound as the double of its exact value, so that the server rounds nothing. */
    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        double value = single ? Float.parseFloat(text) : Double.parseDouble(text);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new UnstorableValueException.Reason(Violation.OUT_OF_RANGE, "MySQL's numbers are finite");
        }
        statement.setDouble(index, value);
    }
}
