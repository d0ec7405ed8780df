package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random rows, and random changes of one or two of them: the native digest sees exactly what the canonical one sees. A case is a tenant
 * of a table, so that one reading gives the digests of many cases.
 */
@Tag("db")
class DigestPropertyTest {
    private static final int CASES = Integer.getInteger("digest.cases", 5_000);
    private static final long SEED = Long.getLong("digest.seed", 1);
    private static final int CASES_AT_ONCE = 1_000;
    private static final int ROWS = 5;

    /**
     * @param values valid in both; among them some that are one by canonical form
     * @param like columns of one number may swap their values
     */
    private record Kind(String name, String from, String to, int like, List<String> values) {}

    private static Kind kind(String name, String from, String to, int like, String... values) {
        return new Kind(name, from, to, like, List.of(values));
    }

    private static final String[] NUMBERS = {"0", "1", "1.0", "1.00", "-1", "2.5", "2.50", "100", "1e2", "-0.0", "NaN"};
    private static final String[] WHOLE = {"0", "1", "-1", "2", "4294967296", "4294967297", "9223372036854775807"};
    private static final String[] TEXTS = {"", "a", "A", "b", "a ", "~|", "1:a", "\u00e9", "e\u0301", "|", "ab"};
    private static final String[] FLOATS = {"0", "-0", "1", "0.1", "NaN", "Infinity", "-Infinity", "1e-40", "16777216"};
    private static final String[] TIMES = {
        "2000-01-01 00:00:00.000001",
        "2000-01-01 01:11:34.967296",
        "2024-02-29 23:59:59.999999",
        "1999-12-31 23:59:59.9995",
        "1999-12-31 23:59:59.9994",
        "2024-01-01 00:00:00.0005",
        "2024-01-01 00:00:00.001",
        "infinity",
        "0044-03-15 12:00:00 BC"
    };

    private static final List<Kind> KINDS = List.of(
            kind("a1", "bigint", "bigint", 1, WHOLE),
            kind("a2", "bigint", "bigint", 1, WHOLE),
            kind("b", "int", "bigint", 0, "0", "1", "-1", "2147483647"),
            kind("c", "int", "numeric", 0, "0", "1", "-1", "100"),
            kind("n1", "numeric", "numeric", 2, NUMBERS),
            kind("n2", "numeric", "numeric", 2, NUMBERS),
            kind("n3", "numeric(9,2)", "numeric(9,2)", 2, NUMBERS),
            kind("n4", "numeric(9,2)", "numeric(12,4)", 2, NUMBERS),
            kind("f4", "real", "real", 0, FLOATS),
            kind("f8", "float8", "float8", 0, FLOATS),
            kind("t1", "text", "text", 3, TEXTS),
            kind("t2", "text", "text", 3, TEXTS),
            kind("t3", "text COLLATE blind", "varchar(9)", 3, TEXTS),
            kind("t4", "char(4)", "char(6)", 0, "a", "a ", " a", "A", "", "abc"),
            kind("t5", "citext", "citext", 3, TEXTS),
            kind("low", "text", "text", 0, "a", "A", "aB", "ab", ""),
            kind("bo", "boolean", "boolean", 0, "t", "f"),
            kind("by", "bytea", "bytea", 0, "\\x", "\\x00", "\\x0000", "\\xff"),
            kind("da", "date", "date", 0, "2024-01-01", "1999-12-31", "infinity", "0044-03-15 BC"),
            kind("ti", "time", "time", 0, "00:00", "24:00", "00:00:00.1", "12:34:56.123456"),
            kind("tz", "timetz", "timetz", 0, "12:00+00", "13:00+01", "12:00-05:30"),
            kind("ts1", "timestamp", "timestamp(3)", 0, TIMES),
            kind("ts2", "timestamptz", "timestamptz", 4, TIMES),
            kind("ts3", "timestamptz", "timestamptz", 4, TIMES),
            kind(
                    "u",
                    "uuid",
                    "uuid",
                    0,
                    "00000000-0000-0000-0000-000000000000",
                    "01234567-89ab-cdef-0123-456789abcdef"),
            kind("js", "json", "json", 0, "{}", "{ }", "[1]", "[1.0]", "{\"a\":1,\"a\":1}"),
            kind("jb", "jsonb", "jsonb", 0, "{}", "[]", "[1]", "[1.0]", "{\"a\": true}", "{\"a\": 1}"),
            kind("bi", "bit(4)", "bit varying", 0, "0000", "0001", "1000"),
            kind("mo", "mood", "mood", 0, "sad", "glad", "SAD"),
            kind("iv", "interval", "interval", 0, "1 day", "24 hours", "1 mon", "30 days"),
            kind("ar", "int[]", "int[]", 0, "{}", "{1,2}", "{{1,2}}", "[0:1]={1,2}", "{NULL}"),
            kind("ra", "numrange", "numrange", 0, "[1.0,2)", "[1.00,2)", "empty", "(,)"),
            kind("mn", "money", "money", 0, "1.00", "1.01", "-1.00"),
            kind("xm", "xml", "xml", 0, "<a/>", "<a></a>", "x"),
            kind("ip", "inet", "inet", 0, "10.0.0.1", "10.0.0.1/24", "::1"),
            kind("vq", "tsquery", "tsquery", 0, "'a' & 'b'", "'a' | 'b'"));

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("digest_property");
    private final Random random = new Random(SEED);
    private HikariDataSource pool;
    private MappedTable table;

    @BeforeEach
    void open() {
        cluster.execute(
                database,
                "CREATE EXTENSION citext",
                "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TYPE mood AS ENUM ('sad', 'glad', 'SAD')",
                create("source", Kind::from),
                create("target", Kind::to));
        pool = Tables.pool(cluster, database);
        table = new Tables(pool, pool)
                .resolve(new TableMapping(
                        new TableRef("public", "source"),
                        new TableRef("public", "target"),
                        Map.of("low", new ColumnMapping(List.of(), new Transform.Lowercase())),
                        Set.of(),
                        Set.of(),
                        "tenant",
                        List.of()))
                .get(0);
    }

    private static String create(String name, java.util.function.Function<Kind, String> type) {
        return KINDS.stream()
                .map(kind -> kind.name() + " " + type.apply(kind))
                .collect(Collectors.joining(", ", "CREATE TABLE " + name + " (id int PRIMARY KEY, tenant int, ", ")"));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void theNativeDigestSeesExactlyWhatTheCanonicalOneSees() throws SQLException {
        int same = 0;
        int different = 0;
        for (int done = 0; done < CASES; done += CASES_AT_ONCE) {
            List<Case> cases = IntStream.range(0, CASES_AT_ONCE)
                    .mapToObj(i -> new Case(random))
                    .toList();
            store("source", Kind::from, cases.stream().map(c -> c.source).toList());
            store("target", Kind::to, cases.stream().map(c -> c.target).toList());
            Map<TenantId, Boolean> canonical = agreeing(DigestMethod.CANONICAL);
            Map<TenantId, Boolean> byHash = agreeing(DigestMethod.NATIVE);
            for (int i = 0; i < CASES_AT_ONCE; i++) {
                TenantId tenant = new TenantId(Integer.toString(i));
                assertThat(byHash.get(tenant))
                        .as("seed %d, case %d: %s", SEED, done + i, cases.get(i))
                        .isEqualTo(canonical.get(tenant));
                if (canonical.getOrDefault(tenant, true)) {
                    same++;
                } else {
                    different++;
                }
            }
        }
        System.out.printf("digests: %d cases from seed %d, %d alike, %d different%n", CASES, SEED, same, different);
        assertThat(same).isGreaterThan(CASES / 20);
        assertThat(different).isGreaterThan(CASES / 2);
    }

    /** The cases that have the same digest on both sides. */
    private Map<TenantId, Boolean> agreeing(DigestMethod method) {
        Map<TenantId, Digest> source = digests(Side.SOURCE, method);
        Map<TenantId, Digest> target = digests(Side.TARGET, method);
        return IntStream.range(0, CASES_AT_ONCE)
                .mapToObj(i -> new TenantId(Integer.toString(i)))
                .collect(Collectors.toMap(
                        tenant -> tenant, tenant -> Objects.equals(source.get(tenant), target.get(tenant))));
    }

    private Map<TenantId, Digest> digests(Side side, DigestMethod method) {
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            return snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, method);
        }
    }

    /** Rows of both sides: the target's are the source's, changed here and there. */
    private static final class Case {
        private final List<@Nullable String[]> source = new ArrayList<>();
        private final List<@Nullable String[]> target = new ArrayList<>();
        private final StringBuilder changes = new StringBuilder();
        private final Random random;

        Case(Random random) {
            this.random = random;
            for (int row = 0; row < ROWS; row++) {
                @Nullable String[] values = new String[KINDS.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(i);
                }
                source.add(values);
                target.add(values.clone());
            }
            int number = random.nextInt(3);
            for (int i = 0; i <= number; i++) {
                change();
            }
        }

        private @Nullable String value(int column) {
            List<String> values = KINDS.get(column).values();
            return random.nextInt(6) == 0 ? null : values.get(random.nextInt(values.size()));
        }

        private void change() {
            int row = random.nextInt(target.size());
            int other = random.nextInt(target.size());
            int column = random.nextInt(KINDS.size());
            @Nullable String[] values = target.get(row);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    values[column] = value(column);
                    note("row " + row, column);
                }
                case 4, 5, 6 -> {
                    @Nullable String mine = values[column];
                    values[column] = target.get(other)[column];
                    target.get(other)[column] = mine;
                    note("rows " + row + " and " + other + " swap", column);
                }
                case 7, 8 -> swapWithin(values, column);
                default -> {
                    if (target.size() > 1) {
                        target.remove(row);
                        note("gone: row " + row, column);
                    }
                }
            }
        }

        private void swapWithin(@Nullable String[] values, int column) {
            List<Integer> alike = IntStream.range(0, KINDS.size())
                    .filter(i -> i != column
                            && KINDS.get(i).like() > 0
                            && KINDS.get(i).like() == KINDS.get(column).like())
                    .boxed()
                    .toList();
            if (!alike.isEmpty()) {
                int other = alike.get(random.nextInt(alike.size()));
                @Nullable String mine = values[column];
                values[column] = values[other];
                values[other] = mine;
                note("columns swap with " + KINDS.get(other).name(), column);
            }
        }

        private void note(String what, int column) {
            changes.append(what).append(' ').append(KINDS.get(column).name()).append("; ");
        }

        @Override
        public String toString() {
            return changes.toString();
        }
    }

    /** A row's key follows from its place in its case. */
    private void store(
            String name, java.util.function.Function<Kind, String> type, List<List<@Nullable String[]>> cases)
            throws SQLException {
        List<List<@Nullable String>> columns = new ArrayList<>();
        for (int i = 0; i < KINDS.size() + 2; i++) {
            columns.add(new ArrayList<>());
        }
        for (int i = 0; i < cases.size(); i++) {
            for (int row = 0; row < cases.get(i).size(); row++) {
                columns.get(0).add(Integer.toString(i * ROWS + row));
                columns.get(1).add(Integer.toString(i));
                for (int k = 0; k < KINDS.size(); k++) {
                    columns.get(k + 2).add(stored(name, k, cases.get(i).get(row)[k]));
                }
            }
        }
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        String values = IntStream.range(0, KINDS.size())
                .mapToObj(i -> "c" + (i + 2) + "::" + type.apply(KINDS.get(i)).replace(" COLLATE blind", ""))
                .collect(Collectors.joining(", "));
        String arrays = columns.stream().map(c -> "?::text[]").collect(Collectors.joining(", "));
        try (Connection connection = pool.getConnection();
                PreparedStatement clear = connection.prepareStatement("TRUNCATE " + name);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + name + " SELECT c0::int, c1::int, " + values
                                + " FROM unnest(" + arrays + ") AS u (" + names + ")")) {
            clear.execute();
            for (int i = 0; i < columns.size(); i++) {
                insert.setArray(
                        i + 1, connection.createArrayOf("text", columns.get(i).toArray()));
            }
            insert.executeUpdate();
        }
    }

    private static @Nullable String stored(String name, int kind, @Nullable String value) {
        boolean transformed = name.equals("target") && KINDS.get(kind).name().equals("low");
        return transformed && value != null ? value.toLowerCase(java.util.Locale.ROOT) : value;
    }
}
