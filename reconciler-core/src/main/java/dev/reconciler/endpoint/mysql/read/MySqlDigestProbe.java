package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.read.ValueHash.Kind;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
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

/**
 * Known answers of {@link NativeHash}. Without it rows are streamed and hashed by the daemon. An index of MySQL and MariaDB orders
 * texts by collation, so tables with such keys have no ranges, and no native hash.
 *
 * @param pool made by {@link dev.reconciler.endpoint.mysql.MySqlPools}
 */
public record MySqlDigestProbe(Side side, DataSource pool) implements DigestProbe {
    private static final String TEXT = "CONVERT(X'61C3A9E4B8ADF09F988020' USING utf8mb4)";
    private static final Map<Kind, List<String>> VALUES = new EnumMap<>(Map.of(
            Kind.INTEGER,
            List.of("0", "CAST('-9223372036854775808' AS SIGNED)", "18446744073709551615"),
            Kind.DECIMAL,
            List.of(
                    "CAST('-0.50' AS DECIMAL(9, 2))",
                    "CAST('12345678901234567890123456789012345.6' AS DECIMAL(65, 29))"),
            Kind.FLOAT,
            List.of("0.1e0", "1e300", "-1.5e-40", "3.4028234663852886e38", "123456789.125e0", "1e15", "1e16"),
            Kind.TEXT,
            List.of("''", TEXT),
            Kind.BYTES,
            List.of("X''", "X'00FF'"),
            Kind.TIME,
            List.of(
                    "TIMESTAMP'2024-02-29 23:59:59.999999'",
                    "TIMESTAMP'2024-02-29 23:59:59'",
                    "DATE'1999-12-31'",
                    "TIME'-101:34:56.5'"),
            Kind.UUID,
            List.of("CAST('01234567-89ab-cdef-0123-456789abcdef' AS UUID)"),
            Kind.LABEL,
            List.of(TEXT),
            Kind.DOCUMENT,
            List.of("CAST('{\"b\": [1.0, 1e2, null, 1e20, 9007199254740993], \"a\": \"\u00e9\\\\n\"}' AS JSON)"),
            Kind.WRITTEN_DOCUMENT,
            List.of(TEXT)));

    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        Map<String, Set<Kind>> kinds = new HashMap<>();
        Set<Kind> all = EnumSet.noneOf(Kind.class);
        for (MappedTable table : tables) {
            if (new TableSql(table, side).isOrderedByIndex()) {
                NativeHash.of(table, side).ifPresent(hash -> {
                    Set<Kind> ofTable = EnumSet.noneOf(Kind.class);
                    hash.values().forEach(value -> ofTable.add(value.kind()));
                    kinds.put(table.id(), ofTable);
                    all.addAll(ofTable);
                });
            }
        }
        Map<String, String> byKind = all.isEmpty() ? Map.of() : ask(all);
        Map<String, Map<String, String>> answers = new HashMap<>();
        kinds.forEach((table, ofTable) -> {
            Map<String, String> ofKinds = new TreeMap<>(byKind);
            ofKinds.keySet().retainAll(ofTable.stream().map(Kind::name).toList());
            answers.put(table, ofKinds);
        });
        return answers;
    }

    private Map<String, String> ask(Set<Kind> kinds) {
        Map<String, String> answers = new HashMap<>();
        try (MySqlSession session = MySqlSession.open(side.noun(), pool)) {
            if (NativeHash.isPossible(session)) {
                session.each(
                        "known answers of the native digest",
                        kinds.stream().map(MySqlDigestProbe::ofKind).collect(Collectors.joining(" UNION ALL ")),
                        List.of(),
                        row -> answers.put(row.getString(1), row.getString(2)));
            }
        }
        return answers;
    }

    /** The hash of each value, and of its SHA-256. */
    private static String ofKind(Kind kind) {
        String hashes = Objects.requireNonNull(VALUES.get(kind)).stream()
                .flatMap(value -> List.of(new ValueHash(kind, value, true), new ValueHash(kind, value, false)).stream())
                .map(value -> new NativeHash(List.of(value)).perRow())
                .collect(Collectors.joining(", "));
        return "SELECT '" + kind + "', CONCAT_WS(' ', " + hashes + ")";
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return tables.stream()
                .filter(table -> !new TableSql(table, side).isOrderedByIndex())
                .map(MappedTable::id)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean streamsRows(MappedTable table) {
        return true;
    }
}
