package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.write.LookupEntries;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entries of lookup tables by plain reads, which lock nothing: no right but SELECT is needed. */
final class MySqlLookupEntries implements LookupEntries {
    private static final int PER_STATEMENT = 1_000;

    private final Connection connection;

    MySqlLookupEntries(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Map<String, String> stored(Translation translation, Collection<String> sources) {
        return read(translation, translation.source(), translation.target(), sources);
    }

    @Override
    public Map<String, String> sources(Translation translation, Collection<String> stored) {
        return read(translation, translation.target(), translation.source(), stored);
    }

    private Map<String, String> read(Translation translation, Column by, Column wanted, Collection<String> values) {
        List<String> all = List.copyOf(values);
        Map<String, String> found = new HashMap<>();
        MySqlFailures.writing("reading lookup table " + translation.table(), () -> {
            for (int from = 0; from < all.size(); from += PER_STATEMENT) {
                read(translation, by, wanted, all.subList(from, Math.min(all.size(), from + PER_STATEMENT)), found);
            }
        });
        return found;
    }

    private void read(Translation translation, Column by, Column wanted, List<String> values, Map<String, String> found)
            throws SQLException {
        MySqlValues key = MySqlValues.of(by);
        MySqlValues value = MySqlValues.of(wanted);
        String select = "SELECT " + key.select("m") + ", " + value.select("m") + " FROM "
                + MySqlIdentifiers.quote(translation.table()) + " AS m WHERE m." + MySqlIdentifiers.quote(by.name())
                + " IN (" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            for (int i = 0; i < values.size(); i++) {
                key.bind(statement, i + 1, by.type().logical().literal(values.get(i)));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(
                            by.type().logical().canonical(String.valueOf(key.read(row, 1))),
                            wanted.type().logical().canonical(String.valueOf(value.read(row, 2))));
                }
            }
        }
    }
}
