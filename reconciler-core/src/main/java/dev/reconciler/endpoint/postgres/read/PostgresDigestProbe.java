package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.postgres.ValueHash;
import dev.reconciler.endpoint.postgres.ValueHash.Kind;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Known answers of {@link NativeHash}, the hashes of a few values of each kind, among them those at which servers could differ. */
public final class PostgresDigestProbe implements DigestProbe {
    private static final Map<Kind, Values> VALUES = values();

    private final Side side;
    private final DataSource pool;

    /** @param pool made by {@link dev.reconciler.endpoint.postgres.PostgresPools} */
    public PostgresDigestProbe(Side side, DataSource pool) {
        this.side = side;
        this.pool = pool;
    }

    /** @param literals of the type */
    private record Values(String type, List<String> literals) {}

    private static Map<Kind, Values> values() {
        Map<Kind, Values> values = new EnumMap<>(Kind.class);
        List<String> numbers =
                List.of("0", "1.0", "1.00", "-12345678901234.5", "100", "1e20", "NaN", "Infinity", "-Infinity");
        List<String> floats = List.of("0", "-0", "0.1", "-1.5", "1e30", "1e-40", "NaN", "Infinity", "-Infinity");
        List<String> times = List.of("1999-12-31 23:59:59.999999", "2038-01-19 03:14:08", "infinity", "0044-03-15 BC");
        List<String> texts = List.of("", "a", " A ", "\u00e9\u4e2d\ud83d\ude00", "three blind mice ".repeat(20));
        List<String> documents = List.of("{}", "{\"b\": [1.0, 1e2, null], \"a\": \"\u00e9\\n\"}", "9007199254740993");
        values.put(Kind.INTEGER, new Values("integer", List.of("0", "1", "-1", "-2147483648")));
        values.put(Kind.BIGINT, new Values("bigint", List.of("0", "1", "-1", "4294967297", "-9223372036854775808")));
        values.put(Kind.BOOLEAN, new Values("boolean", List.of("t", "f")));
        values.put(Kind.DECIMAL, new Values("numeric", numbers));
        values.put(Kind.FLOAT4, new Values("float4", floats));
        values.put(Kind.FLOAT8, new Values("float8", floats));
        values.put(Kind.TEXT, new Values("text", texts));
        values.put(Kind.BYTES, new Values("bytea", List.of("\\x", "\\x00ff", "\\x" + "0123456789abcdef".repeat(20))));
        values.put(Kind.DATE, new Values("date", List.of("1999-12-31", "2038-01-19", "infinity", "0044-03-15 BC")));
        values.put(Kind.TIME, new Values("time", List.of("00:00", "24:00", "12:34:56.789012")));
        values.put(Kind.TIME_WITH_ZONE, new Values("timetz", List.of("00:00+00", "12:34:56.789012-05:30")));
        values.put(Kind.TIMESTAMP, new Values("timestamp", times));
        values.put(Kind.INSTANT, new Values("timestamptz", times));
        values.put(
                Kind.UUID,
                new Values(
                        "uuid",
                        List.of("00000000-0000-0000-0000-000000000000", "01234567-89ab-cdef-0123-456789abcdef")));
        values.put(Kind.JSON, new Values("json", documents));
        values.put(Kind.JSONB, new Values("jsonb", documents));
        values.put(Kind.BITS, new Values("varbit", List.of("", "1", "01", "1".repeat(65))));
        values.put(Kind.CANONICAL, new Values("text", texts));
        return values;
    }

    /** By one statement, whatever the number of tables. */
    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        Map<String, Set<Kind>> kinds = new HashMap<>();
        Set<Kind> all = EnumSet.noneOf(Kind.class);
        for (MappedTable table : tables) {
            if (streamsRows(table)) {
                continue;
            }
            Set<Kind> ofTable = EnumSet.noneOf(Kind.class);
            table.compared()
                    .forEach(column -> ofTable.add(ValueHash.of(column, side).kind()));
            kinds.put(table.id(), ofTable);
            all.addAll(ofTable);
        }
        Map<String, Map<String, String>> answers = new HashMap<>();
        if (all.isEmpty()) {
            return answers;
        }
        Map<String, String> byKind = ask(all);
        kinds.forEach((table, ofTable) -> {
            Map<String, String> ofKinds = new TreeMap<>(byKind);
            ofKinds.keySet().retainAll(ofTable.stream().map(Kind::name).toList());
            answers.put(table, ofKinds);
        });
        return answers;
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        List<MappedTable> withText = tables.stream()
                .filter(table -> side == Side.TARGET && table.hasTranslatedKey()
                        || table.keyTypes().stream()
                                .anyMatch(type -> !CanonicalSql.collation(type).isEmpty()))
                .toList();
        if (withText.isEmpty()) {
            return Set.of();
        }
        try (Session session = Session.open(side, pool)) {
            return withText.stream()
                    .filter(table -> !hasBinaryIndex(session, table))
                    .map(MappedTable::id)
                    .collect(Collectors.toSet());
        }
    }

    /** A key has no transform, and each part one source column. */
    private boolean hasBinaryIndex(Session session, MappedTable table) {
        TableRef ref = table.on(side);
        List<MappedColumn> key =
                table.key().stream().map(index -> table.columns().get(index)).toList();
        if (side == Side.TARGET && table.hasTranslatedKey()) {
            Translation first = key.get(0).translation();
            return key.size() == 1
                    && first != null
                    && hasIndex(
                            session,
                            first.table(),
                            List.of(),
                            List.of(first.source().name()));
        }
        if (side == Side.SOURCE && key.stream().anyMatch(MappedColumn::isConvertedUuid)) {
            return false;
        }
        List<String> names = key.stream()
                .flatMap(column -> column.on(side).stream())
                .map(Column::name)
                .toList();
        return hasIndex(session, ref, side == Side.TARGET ? table.sliceColumns() : List.of(), names);
    }

    private static boolean hasIndex(Session session, TableRef ref, List<String> fixed, List<String> names) {
        return session.one("the indexes of " + ref, BinaryIndex.SQL, BinaryIndex.values(ref, fixed, names)).length > 0;
    }

    @Override
    public boolean streamsRows(MappedTable table) {
        return !new CanonicalSql(table, side).isRendered();
    }

    private Map<String, String> ask(Set<Kind> kinds) {
        String query = kinds.stream().map(PostgresDigestProbe::ofKind).collect(Collectors.joining(" UNION ALL "));
        Object[] values = kinds.stream()
                .map(kind -> Objects.requireNonNull(VALUES.get(kind)).literals())
                .toArray();
        Map<String, String> answers = new HashMap<>();
        try (Session session = Session.open(side, pool)) {
            session.each(
                    "known answers of the native digest",
                    query,
                    row -> answers.put(row.getString(1), row.getString(2)),
                    values);
        }
        return answers;
    }

    /** Each value in a row of two columns, of which the first may be null. */
    private static String ofKind(Kind kind) {
        String type = Objects.requireNonNull(VALUES.get(kind)).type();
        NativeHash hash =
                new NativeHash(List.of(ValueHash.of(kind, "v.x", true), ValueHash.of(Kind.BIGINT, "v.n", false)));
        return "SELECT '" + kind + "', string_agg((" + hash.perRow()
                + ")::text, ' ' ORDER BY v.n) FROM unnest(?::text[]::" + type + "[]) WITH ORDINALITY AS v (x, n)";
    }
}
