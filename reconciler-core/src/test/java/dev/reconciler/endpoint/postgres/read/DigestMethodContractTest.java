package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every digest method sees each change that a hash over the row itself misses ({@link NativeHash}), and no difference in any
 * pair of values that are one by canonical form.
 */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DigestMethodContractTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("digest_source");
    private final String targetName = cluster.createDatabase("digest_target");
    private HikariDataSource source;
    private HikariDataSource target;
    private int tables;

    /** The enum's labels, and citext, have other oids in the target. */
    @BeforeAll
    void open() {
        cluster.execute(targetName, "CREATE TYPE first_come AS ENUM ('a', 'b', 'c')");
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE EXTENSION citext",
                    "CREATE TYPE mood AS ENUM ('sad', 'glad', 'SAD')",
                    "CREATE DOMAIN price AS numeric",
                    "CREATE DOMAIN exact_price AS numeric(9,2)",
                    "CREATE DOMAIN day AS date",
                    "CREATE DOMAIN flag AS boolean",
                    "CREATE DOMAIN token AS bytea",
                    "CREATE DOMAIN ref AS uuid",
                    "CREATE DOMAIN moment AS timestamptz",
                    "CREATE DOMAIN document AS jsonb",
                    "CREATE DOMAIN code AS varchar(10)",
                    "CREATE DOMAIN ratio AS float8",
                    "CREATE DOMAIN small AS int",
                    "CREATE TYPE pair AS (a numeric, b text)",
                    "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        source = Tables.pool(cluster, sourceName);
        target = Tables.pool(cluster, targetName);
    }

    @AfterAll
    void close() {
        source.close();
        target.close();
    }

    private static final List<String[]> DIFFERENT = List.of(
            // bigint and times are folded to 32 bits by their hash
            pair("bigint", "1", "4294967296"),
            pair("bigint", "1", "4294967297"),
            pair("bigint", "-1", "0"),
            pair("timestamp", "'2000-01-01 00:00:00.000001'", "'2000-01-01 01:11:34.967296'"),
            pair("timestamptz", "'2000-01-01 00:00:00.000001+00'", "'2000-01-01 01:11:34.967296+00'"),
            pair("time", "'00:00:00.000001'", "'01:11:34.967296'"),
            pair("time", "'00:00'", "'24:00'"),
            // the type's equality is not that of the canonical form
            pair("interval", "'1 day'", "'24 hours'"),
            pair("interval", "'1 mon'", "'30 days'"),
            pair("citext", "'a'", "'A'"),
            pair("text COLLATE blind", "'a'", "'A'"),
            pair("text COLLATE blind", "'\u00e9'", "E'e\\u0301'"),
            pair("int[]", "'{1,2}'", "'{{1,2}}'"),
            pair("int[]", "'{1,2}'", "'[0:1]={1,2}'"),
            pair("numeric[]", "'{1.0}'", "'{1.00}'"),
            pair("numrange", "'[1.0,2)'", "'[1.00,2)'"),
            pair("pair", "ROW(1.0, 'a')", "ROW(1.00, 'a')"),
            pair("timetz", "'12:00+00'", "'13:00+01'"),
            pair("jsonb", "'{\"a\": 1.0}'", "'{\"a\": 1.00}'"),
            pair("inet", "'10.0.0.1'", "'10.0.0.1/24'"),
            // no hash at all
            pair("json", "'{\"a\":1}'", "'{\"a\": 1}'"),
            pair("xml", "'<a/>'", "'<a></a>'"),
            pair("money", "'1.00'", "'1.01'"),
            pair("bit(4)", "B'0001'", "B'0010'"),
            pair("bit varying", "B'0'", "B'00'"),
            pair("point", "'(1,2)'", "'(2,1)'"),
            pair("box", "'(1,1),(0,0)'", "'(2,0.5),(0,0)'"),
            pair("tsvector", "'a b'", "'a:1 b'"),
            pair("tsquery", "'a & b'", "'a | b'"),
            // whatever an encoding could run together
            pair("text", "''", "NULL"),
            pair("text", "'a'", "'a '"),
            pair("bytea", "'\\x00'", "'\\x0000'"),
            pair("boolean", "true", "false"),
            pair("mood", "'sad'", "'SAD'"),
            pair("float8", "'NaN'", "NULL"),
            pair("float8", "0.1::float8 + 0.2::float8", "0.3"),
            pair("numeric", "'NaN'", "'Infinity'"));

    private static final List<String[]> EQUAL = List.of(
            pair("numeric", "1.0", "1.00"),
            pair("numeric", "0", "-0.000"),
            pair("numeric", "1e2", "100"),
            pair("numeric(14,2)", "1.5", "1.50"),
            pair("float4", "'-0'", "0"),
            pair("float8", "'-0'", "0"),
            pair("float8", "'NaN'", "'Infinity'::float8 - 'Infinity'::float8"),
            pair("char(5)", "'ab'", "'ab   '"),
            pair("timestamptz", "'2024-03-31 03:00+02'", "'2024-03-31 01:00+00'"),
            pair("jsonb", "'{\"b\":1,\"a\":2}'", "'{\"a\": 2, \"b\": 1}'"),
            // oids that differ between the servers
            pair("price", "1.0", "1.00"),
            pair("exact_price", "1.0", "1.00"),
            pair("day", "'2024-01-01'", "'2024-01-01'"),
            pair("flag", "true", "true"),
            pair("token", "'\\x00'", "'\\x00'"),
            pair("ref", "'01234567-89ab-cdef-0123-456789abcdef'", "'01234567-89ab-cdef-0123-456789abcdef'"),
            pair("moment", "'2024-01-01 00:00+00'", "'2024-01-01 00:00+00'"),
            pair("document", "'{}'", "'{}'"),
            pair("code", "'a'", "'a'"),
            pair("ratio", "'-0'", "0"),
            pair("small", "1", "1"),
            pair("mood", "'glad'", "'glad'"),
            pair("citext", "'Ab'", "'Ab'"),
            pair("text COLLATE blind", "'Ab'", "'Ab'"));

    /** Types of both sides, and a value of each that are one. */
    private static final List<String[]> EQUAL_ACROSS = List.of(
            new String[] {"smallint", "bigint", "-7", "-7"},
            new String[] {"int", "numeric", "5", "5.0"},
            new String[] {"numeric(12,2)", "numeric(14,4)", "1.5", "1.5"},
            new String[] {"numeric(12,2)", "numeric", "1.50", "1.5"},
            new String[] {"numeric(9,0)", "bigint", "5", "5"},
            new String[] {"real", "double precision", "0.5", "0.5"},
            new String[] {"varchar(9)", "text", "'ab'", "'ab'"},
            new String[] {"char(4)", "text", "'abcd'", "'abcd'"},
            new String[] {"char(4)", "char(9)", "'ab'", "'ab'"},
            new String[] {"bit(4)", "bit varying", "B'0101'", "B'0101'"},
            new String[] {"timestamp", "timestamp(3)", "'2024-01-01 00:00:00.1235'", "'2024-01-01 00:00:00.124'"},
            new String[] {"timestamptz(6)", "timestamptz(0)", "'1999-01-01 00:00:00.5+00'", "'1999-01-01 00:00:00+00'"},
            new String[] {"mood", "text", "'glad'", "'glad'"},
            new String[] {
                "text", "uuid", "'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"
            },
            new String[] {"jsonb", "json", "'{\"a\": 1}'", "'{\"a\": 1}'"});

    private static String[] pair(String type, String one, String other) {
        return new String[] {type, type, one, other};
    }

    static Stream<Arguments> different() {
        return withMethods(DIFFERENT);
    }

    static Stream<Arguments> equal() {
        return withMethods(Stream.concat(EQUAL.stream(), EQUAL_ACROSS.stream()).toList());
    }

    private static Stream<Arguments> withMethods(List<String[]> cases) {
        return Stream.of(DigestMethod.values())
                .flatMap(method -> cases.stream().map(c -> Arguments.of(method, c[0], c[1], c[2], c[3])));
    }

    @ParameterizedTest
    @MethodSource("different")
    void valuesThatDifferByCanonicalFormAreToldApart(
            DigestMethod method, String from, String to, String one, String other) {
        MappedTable table = table(from, to);
        insert(sourceName, table, from, one);
        insert(targetName, table, to, other);

        assertThat(digests(Side.SOURCE, table, method)).isNotEqualTo(digests(Side.TARGET, table, method));
    }

    @ParameterizedTest
    @MethodSource("equal")
    void valuesOfOneCanonicalFormHaveOneDigest(DigestMethod method, String from, String to, String one, String other) {
        MappedTable table = table(from, to);
        insert(sourceName, table, from, one);
        insert(targetName, table, to, other);

        assertThat(digests(Side.SOURCE, table, method)).isEqualTo(digests(Side.TARGET, table, method));
    }

    /** A hash that is linear over the columns gives the same sum. */
    @ParameterizedTest
    @EnumSource
    void twoRowsThatSwapTheValuesOfAColumnAreSeen(DigestMethod method) {
        for (String column : List.of("amount", "n", "name", "at", "ok", "mood")) {
            MappedTable table = many();
            assertThat(digests(Side.SOURCE, table, method)).isEqualTo(digests(Side.TARGET, table, method));
            cluster.execute(
                    targetName,
                    "UPDATE %1$s AS t SET %2$s = o.%2$s FROM %1$s AS o WHERE (t.id, o.id) IN ((17, 840), (840, 17))"
                            .formatted(table.target().name(), column));
            assertThat(cluster.query(
                            targetName,
                            "SELECT count(DISTINCT %2$s) AS n FROM %1$s WHERE id IN (17, 840)"
                                    .formatted(table.target().name(), column)))
                    .as("the values differ")
                    .containsExactly(Map.of("n", 2L));

            assertThat(digests(Side.SOURCE, table, method))
                    .as(column)
                    .isNotEqualTo(digests(Side.TARGET, table, method));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatSwapsTheValuesOfTwoColumnsIsSeen(DigestMethod method) {
        for (String swap : List.of("amount = other, other = amount", "n = m, m = n", "name = alias, alias = name")) {
            MappedTable table = many();
            cluster.execute(targetName, "UPDATE " + table.target().name() + " SET " + swap + " WHERE id = 17");

            assertThat(digests(Side.SOURCE, table, method)).as(swap).isNotEqualTo(digests(Side.TARGET, table, method));
        }
    }

    /** Values at which a type's own hash is its seed, or the seed combined with a small number, and so could cancel out. */
    private static final List<String[]> SWAPPED = List.of(
            new String[] {"numeric", "0", "'NaN'"},
            new String[] {"numeric", "1", "10000"},
            new String[] {"numeric", "1", "-1"},
            new String[] {"numeric", "'Infinity'", "'-Infinity'"},
            new String[] {"numeric", "'Infinity'", "'NaN'"},
            new String[] {"numeric(12,2)", "0", "'NaN'"},
            new String[] {"float8", "0", "1"},
            new String[] {"float4", "0", "'NaN'"},
            new String[] {"bigint", "1", "4294967296"},
            new String[] {"bigint", "-1", "0"},
            new String[] {"int", "0", "1"},
            new String[] {"boolean", "true", "false"},
            new String[] {"text", "''", "'a'"},
            new String[] {"date", "'2024-01-01'", "'infinity'"},
            new String[] {"uuid", "'01234567-89ab-cdef-0123-456789abcdef'", "'00000000-0000-0000-0000-000000000000'"});

    static Stream<Arguments> swapped() {
        return Stream.of(DigestMethod.values())
                .flatMap(method -> SWAPPED.stream().map(c -> Arguments.of(method, c[0], c[1], c[2])));
    }

    /** In columns that may be null and in columns that may not, beside each other; in one row, and between two rows. */
    @ParameterizedTest
    @MethodSource("swapped")
    void noSwapOfTwoValuesCancelsOut(DigestMethod method, String type, String one, String other) {
        String name = "swap" + ++tables;
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE TABLE %1$s (a %2$s NOT NULL, b %2$s NOT NULL, c %2$s, d %2$s, id int PRIMARY KEY)"
                            .formatted(name, type),
                    "INSERT INTO %1$s VALUES (%2$s, %3$s, %2$s, %3$s, 1), (%3$s, %3$s, NULL, %2$s, 2)"
                            .formatted(name, one, other));
        }
        MappedTable table = new Tables(source, target).sameName(name, null);
        Map<TenantId, Digest> before = digests(Side.TARGET, table, method);
        assertThat(digests(Side.SOURCE, table, method)).isEqualTo(before);
        for (String swap : List.of(
                "UPDATE %s SET a = b, b = a WHERE id = 1",
                "UPDATE %s SET c = d, d = c WHERE id = 1",
                "UPDATE %s SET b = c, c = b, a = d, d = a WHERE id = 1",
                "UPDATE %1$s AS t SET a = o.a FROM %1$s AS o WHERE o.id <> t.id",
                "UPDATE %1$s AS t SET c = o.c FROM %1$s AS o WHERE o.id <> t.id",
                "UPDATE %1$s AS t SET d = o.d FROM %1$s AS o WHERE o.id <> t.id",
                "UPDATE %s SET c = d, d = c WHERE id = 2")) {
            cluster.execute(targetName, swap.formatted(name));
            assertThat(digests(Side.TARGET, table, method)).as(swap).isNotEqualTo(before);
            cluster.execute(
                    targetName,
                    "TRUNCATE " + name,
                    "INSERT INTO %1$s VALUES (%2$s, %3$s, %2$s, %3$s, 1), (%3$s, %3$s, NULL, %2$s, 2)"
                            .formatted(name, one, other));
        }
    }

    /** As many columns as a table can have: the native hash of a value is an argument of the next one's. */
    @ParameterizedTest
    @EnumSource
    void theWidestTableHasADigest(DigestMethod method) {
        String name = "widest" + ++tables;
        String columns =
                IntStream.range(1, 1_600).mapToObj(i -> "c" + i + " numeric").collect(Collectors.joining(", "));
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE TABLE " + name + " (id int PRIMARY KEY, " + columns + ")",
                    "INSERT INTO " + name + " (id, c1, c1599) VALUES (1, 5, 6), (2, 5, 7)");
        }
        MappedTable table = new Tables(source, target).sameName(name, null);
        assertThat(digests(Side.SOURCE, table, method)).isEqualTo(digests(Side.TARGET, table, method));

        cluster.execute(targetName, "UPDATE " + name + " SET c1599 = 13 - c1599");

        assertThat(digests(Side.SOURCE, table, method)).isNotEqualTo(digests(Side.TARGET, table, method));
    }

    /** True and 1 have one hash in PostgreSQL. */
    @ParameterizedTest
    @EnumSource
    void truthAndNumbersAreToldApart(DigestMethod method) {
        MappedTable table = many();
        cluster.execute(sourceName, "UPDATE " + table.source().name() + " SET ok = true, n = 0 WHERE id = 17");
        cluster.execute(targetName, "UPDATE " + table.target().name() + " SET ok = false, n = 1 WHERE id = 17");

        assertThat(digests(Side.SOURCE, table, method)).isNotEqualTo(digests(Side.TARGET, table, method));
    }

    /** Equal rows don't cancel each other, as they would in an XOR. */
    @ParameterizedTest
    @EnumSource
    void aRowThatIsThereTwiceIsSeen(DigestMethod method) {
        MappedTable table = table("text", "text");
        insert(sourceName, table, "text", "'a'");
        cluster.execute(
                targetName,
                "ALTER TABLE " + table.target().name() + " DROP CONSTRAINT "
                        + table.target().name() + "_pkey");
        for (int i = 0; i < 3; i++) {
            insert(targetName, table, "text", "'a'");
        }

        Digest one = digests(Side.SOURCE, table, method).get(TenantId.NONE);
        Digest three = digests(Side.TARGET, table, method).get(TenantId.NONE);

        assertThat(three).isEqualTo(one.plus(one).plus(one)).isNotEqualTo(one);
    }

    /** 1,000 rows that both sides hold alike; recreated for each call. */
    private MappedTable many() {
        String name = "many" + ++tables;
        for (String database : List.of(sourceName, targetName)) {
            cluster.execute(
                    database,
                    "CREATE TABLE " + name
                            + " (id int PRIMARY KEY, amount numeric(12,2), other numeric(12,2), n bigint,"
                            + " m bigint, name text, alias text, at timestamptz, ok boolean, mood mood)",
                    "INSERT INTO " + name + " SELECT n, n * 7.01, n * 3.03, n, -n, 'name ' || n, 'alias ' || n,"
                            + " timestamptz '2024-01-01 00:00+00' + n * interval '1.5 s', n % 2 = 0,"
                            + " (ARRAY['sad', 'glad', 'SAD'])[1 + n % 3]::mood FROM generate_series(1, 1000) n");
        }
        return new Tables(source, target).sameName(name, null);
    }

    private MappedTable table(String from, String to) {
        String name = "one" + ++tables;
        cluster.execute(sourceName, "CREATE TABLE " + name + " (id int PRIMARY KEY, v " + from + ")");
        cluster.execute(targetName, "CREATE TABLE " + name + " (id int PRIMARY KEY, v " + to + ")");
        return new Tables(source, target).sameName(name, null);
    }

    private void insert(String database, MappedTable table, String type, String value) {
        String cast = type.replace(" COLLATE blind", "");
        cluster.execute(
                database,
                "SET TIME ZONE 'UTC'; INSERT INTO " + table.target().name() + " VALUES (1, (" + value + ")::" + cast
                        + ")");
    }

    private Map<TenantId, Digest> digests(Side side, MappedTable table, DigestMethod method) {
        HikariDataSource pool = side == Side.SOURCE ? source : target;
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            return snapshot.reader().digests(table, TenantScope.all(), KeyRange.ALL, method);
        }
    }

    /** Both servers of this test are one, so they answer alike; and each kind of value that a mapping can have is asked for. */
    @ParameterizedTest
    @EnumSource
    void knownAnswersCoverEveryKindOfValue(Side side) {
        List<String> types = new ArrayList<>(List.of(
                "smallint",
                "bigint",
                "boolean",
                "numeric",
                "numeric(9,2)",
                "real",
                "float8",
                "text",
                "bytea",
                "date",
                "time",
                "timetz",
                "timestamp",
                "timestamptz",
                "uuid",
                "json",
                "jsonb",
                "bit(3)",
                "mood"));
        List<MappedTable> mapped = types.stream().map(type -> table(type, type)).toList();

        Map<String, Map<String, String>> answers =
                new PostgresDigestProbe(side, side == Side.SOURCE ? source : target).knownAnswers(mapped);

        assertThat(answers).hasSize(types.size());
        assertThat(answers.values()).allSatisfy(kinds -> assertThat(kinds).containsKey("INTEGER"));
        assertThat(answers.values().stream()
                        .flatMap(kinds -> kinds.keySet().stream())
                        .distinct())
                .hasSize(dev.reconciler.endpoint.postgres.ValueHash.Kind.values().length);
        assertThat(answers).isEqualTo(new PostgresDigestProbe(Side.TARGET, target).knownAnswers(mapped));
    }
}
