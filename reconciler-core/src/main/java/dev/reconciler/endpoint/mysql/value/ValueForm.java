package dev.reconciler.endpoint.mysql.value;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The way in which values of a column travel between the server and their neutral text form. Both of the driver's protocols, text and
 * binary, give the same texts.
 */
interface ValueForm {
    /** The SQL that selects the column. @param column the quoted name */
    default String select(String column) {
        return column;
    }

    /** The value's text form; null for NULL. */
    @Nullable
    String read(ResultSet row, int index) throws SQLException;

    /** A text with the canonical form of {@link #read}'s text, to be hashed only. */
    @Nullable
    default String readToHash(ResultSet row, int index) throws SQLException {
        return read(row, index);
    }

    /** @throws UnstorableValueException.Reason if the column would hold another value afterwards, or none */
    void bind(PreparedStatement statement, int index, String text) throws SQLException;
}
