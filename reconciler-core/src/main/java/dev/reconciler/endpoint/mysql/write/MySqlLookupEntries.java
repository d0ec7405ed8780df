package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.mysql.value.UnstorableValueException;
import dev.reconciler.endpoint.write.LookupEntries;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Entries of lookup tables of MySQL and MariaDB. A text is looked for in the column's character set, in which a character that the set
 * lacks becomes another one: the entry that is then found has another text, so it is not that of the value.
 */
record MySqlLookupEntries(Connection connection) implements LookupEntries {
    private static final int PER_STATEMENT = 1_000;

    @Override
    public List<Entry> read(Translation translation, Column by, Column wanted, Collection<String> values) {
        List<String> all = List.copyOf(values);
        List<Entry> entries = new ArrayList<>();
        MySqlFailures.writing("reading lookup table " + translation.table(), () -> {
            for (int from = 0; from < all.size(); from += PER_STATEMENT) {
                read(translation, by, wanted, all.subList(from, Math.min(all.size(), from + PER_STATEMENT)), entries);
            }
        });
        return entries;
    }

    private void read(Translation translation, Column by, Column wanted, List<String> values, List<Entry> entries)
            throws SQLException {
        MySqlValues key = MySqlValues.of(by);
        MySqlValues value = MySqlValues.of(wanted);
        LogicalType from = by.type().logical();
        LogicalType to = wanted.type().logical();
        String table = MySqlIdentifiers.quote(translation.table());
        String name = MySqlIdentifiers.quote(wanted.name());
        String select = "SELECT " + key.select("m") + ", " + value.select("m") + ", (SELECT COUNT(*) FROM " + table
                + " AS o WHERE o." + name + " = m." + name + ") > 1 FROM " + table + " AS m WHERE m."
                + MySqlIdentifiers.quote(by.name()) + " IN ("
                + String.join(", ", Collections.nCopies(values.size(), parameter(by))) + ")";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            for (int i = 0; i < values.size(); i++) {
                bind(statement, i + 1, key, from.literal(values.get(i)));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            from.canonical(String.valueOf(key.read(row, 1))),
                            to.canonical(String.valueOf(value.read(row, 2))),
                            row.getBoolean(3)));
                }
            }
        }
    }

    private static String parameter(Column by) {
        String charset = by.type().structure().traits().charset();
        return charset == null ? "?" : "CONVERT(? USING " + MySqlIdentifiers.quote(charset) + ")";
    }

    /** NULL, which no list holds, in place of a value that the column can't hold. */
    private static void bind(PreparedStatement statement, int index, MySqlValues key, String text) throws SQLException {
        try {
            key.bind(statement, index, text);
        } catch (UnstorableValueException e) {
            key.bind(statement, index, null);
        }
    }
}
