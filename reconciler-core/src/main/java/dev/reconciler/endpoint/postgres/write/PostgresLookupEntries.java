package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.write.LookupEntries;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Entries of lookup tables by plain reads, which lock nothing: no right but SELECT is needed. */
final class PostgresLookupEntries implements LookupEntries {
    private final Connection connection;

    PostgresLookupEntries(Connection connection) {
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
        String key = "m." + Identifiers.quote(by.name());
        String select = "SELECT " + key + "::text, m." + Identifiers.quote(wanted.name()) + "::text FROM "
                + Identifiers.quote(translation.table()) + " AS m WHERE " + key + " = ANY (?::text[]::"
                + by.type().structure().castName() + "[])";
        Map<String, String> found = new HashMap<>();
        PostgresFailures.writing(
                "reading lookup table " + translation.table(),
                () -> Sql.each(
                        connection,
                        select,
                        row -> found.put(
                                by.type().logical().canonical(row.getString(1)),
                                wanted.type().logical().canonical(row.getString(2))),
                        values.stream().map(by.type().logical()::literal).toList()));
        return found;
    }
}
