package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.write.Violation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Enums as their label, and sets as their members, sorted and separated by commas. The server finds a label by the column's collation
 * and stores its own spelling, so a text that is no label exactly is rejected here. The text of the server's error value is empty.
 *
 * @param labels empty if they are unknown
 * @param set true for a set
 */
record LabelForm(List<String> labels, boolean set) implements ValueForm {
    @Override
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        String text = Texts.read(row, index);
        return text == null || !set ? text : sorted(text);
    }

    private static String sorted(String members) {
        return String.join(",", new TreeSet<>(Arrays.asList(members.split(",", -1))));
    }

    @Override
    public void bind(PreparedStatement statement, int index, String text) throws SQLException {
        List<String> members = set && text.isEmpty() ? List.of() : set ? List.of(text.split(",", -1)) : List.of(text);
        if (!labels.isEmpty() && !labels.containsAll(members)) {
            throw new UnstorableValueException.Reason(
                    Violation.INVALID, "it is no label of the column, which has: " + String.join(", ", labels));
        }
        if (set && !text.equals(sorted(text))) {
            throw new UnstorableValueException.Reason(
                    Violation.INVALID, "a set is compared as its members in sorted order: '" + sorted(text) + "'");
        }
        statement.setString(index, text);
    }
}
