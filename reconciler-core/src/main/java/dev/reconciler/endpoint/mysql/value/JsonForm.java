package dev.reconciler.endpoint.mysql.value;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents, printed as PostgreSQL prints {@code jsonb}, whatever the server prints: MariaDB returns the text as it was written.
 *
 * @param parsed true if the server stores parsed documents (MySQL), whose numbers are 64-bit integers or doubles
 */
record JsonForm(boolean parsed) implements ValueForm {
    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = Texts.read(row, index);
        return text == null ? null : JsonText.print(text);
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        if (parsed) {
            JsonText.requireDoubles(text);
        }
        statement.setString(index, text);
    }
}
