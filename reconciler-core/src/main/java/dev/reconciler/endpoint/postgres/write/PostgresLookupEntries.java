package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.write.LookupEntries;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Entries of lookup tables of PostgreSQL. */
record PostgresLookupEntries(Connection connection) implements LookupEntries {
    @Override
    public List<Entry> read(Translation translation, Column by, Column wanted, Collection<String> values) {
        String table = Identifiers.quote(translation.table());
        String key = "m." + Identifiers.quote(by.name());
        String value = Identifiers.quote(wanted.name());
        String select = "SELECT " + key + "::text, m." + value + "::text, (SELECT count(*) FROM " + table
                + " AS o WHERE o." + value + " = m." + value + ") > 1 FROM " + table + " AS m WHERE " + key
                + " = ANY (?::text[]::" + by.type().structure().castName() + "[])";
        LogicalType from = by.type().logical();
        LogicalType to = wanted.type().logical();
        List<Entry> entries = new ArrayList<>();
        PostgresFailures.writing(
                "reading lookup table " + translation.table(),
                () -> Sql.each(
                        connection,
                        select,
                        row -> entries.add(new Entry(
                                from.canonical(row.getString(1)), to.canonical(row.getString(2)), row.getBoolean(3))),
                        values.stream().map(from::literal).toList()));
        return entries;
    }
}
