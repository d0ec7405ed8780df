package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.schema.TypeStructure;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Exact decimals of up to 65 digits. The server rounds the digits after the point that a column lacks, so they are rejected here. */
record DecimalForm(TypeStructure type) implements ValueForm {
    /** As text: the driver prints small numbers with an exponent, and fails on ZEROFILL columns. */
    @Override
    public String select(String column) {
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = Texts.read(row, index);
        return text == null ? null : IntegerForm.withoutZeros(text);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            throw new UnstorableValueException.Reason(Violation.OUT_OF_RANGE, "MySQL's numbers are finite");
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        int precision = Objects.requireNonNull(type.limits().precision());
        int scale = Objects.requireNonNull(type.limits().scale());
        if (value.scale() > scale) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "it has more than " + scale + " digits after the point");
        }
        if (value.precision() - value.scale() > precision - scale && value.signum() != 0) {
            throw new UnstorableValueException.Reason(
                    Violation.OUT_OF_RANGE, "it has more than " + (precision - scale) + " digits before the point");
        }
        statement.setBigDecimal(index, value.scale() < 0 ? value.setScale(0) : value);
    }
}
