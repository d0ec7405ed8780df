package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java and SQL give the same bytes, for every type and its edge values; values that differ are told apart. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanonicalSqlContractTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("contract");
    private HikariDataSource pool;
    private int tables;

    /**
     * @param equal pairs of SQL expressions that are the same value
     * @param distinct SQL expressions no two of which are the same value
     */
    record Case(String type, List<String[]> equal, List<String> distinct) {
        @Override
        public String toString() {
            return type;
        }
    }

    @BeforeAll
    void open() {
        cluster.execute(
                database,
                "CREATE EXTENSION citext",
                "CREATE EXTENSION hstore",
                "CREATE TYPE mood AS ENUM ('sad', 'so, so', 'SAD')",
                "CREATE TYPE \"Pair (x)\" AS (a int, b text)",
                "CREATE DOMAIN price AS numeric(12,2) CHECK (VALUE >= 0)",
                "CREATE DOMAIN code AS varchar(10)");
        pool = Tables.pool(cluster, database);
    }

    @AfterAll
    void close() {
        pool.close();
    }

    /** Versions before 15 know no negative scale. */
    private static final String LEAST_SCALE = PostgresCluster.majorVersion() < 15 ? "numeric(5,0)" : "numeric(5,-2)";

    static Stream<Case> cases() {
        return Stream.of(
                of("smallint", "-32768", "32767", "0", "-1", "NULL"),
                of("int", "-2147483648", "2147483647", "0", "1"),
                of("bigint", "-9223372036854775808", "9223372036854775807", "0"),
                of("boolean", "true", "false", "NULL"),
                same("numeric", "1.0", "1.00", "0", "0.000", "100", "1e2", "-0.0", "0", "'NaN'", "'nan'"),
                of(
                        "numeric",
                        "0",
                        "0.1",
                        "0.01",
                        "-0.1",
                        "100",
                        "1e65",
                        "1e-65",
                        "1e130 + 1",
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "NULL",
                        "12345678901234567890123456789012345678901234567890123456789012345"),
                of("numeric(20,6)", "1", "1.000001", "100000", "0.10"),
                of(LEAST_SCALE, "100", "12300"),
                same("real", "'-0'", "'0'", "'NaN'", "'Infinity'::real - 'Infinity'::real"),
                of(
                        "real",
                        "0.1",
                        "0.1000001",
                        "16777216",
                        "16777218",
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "1e-45",
                        "3.4028235e38",
                        "0",
                        "NULL",
                        "1e15",
                        "1.1754944e-38"),
                same("double precision", "'-0'", "0", "0.3", "0.3", "'NaN'", "'Infinity'::float8 - 'Infinity'::float8"),
                of(
                        "double precision",
                        "0.1::float8 + 0.2::float8",
                        "0.3",
                        "1e308",
                        "5e-324",
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "16777217",
                        "2.2250738585072014e-308",
                        "1e22",
                        "NULL",
                        "1e23"),
                of(
                        "text",
                        "''",
                        "NULL",
                        "' '",
                        "'a'",
                        "'a '",
                        "'A'",
                        "'~|'",
                        "'1:a'",
                        "'|'",
                        "'~'",
                        "E'\\U0001F600'",
                        "E'\\U0001F601'",
                        "E'e\\u0301'",
                        "E'\\u00e9'",
                        "E'a\\nb'",
                        "E'a\\tb'",
                        "'\\x00'",
                        "repeat('x', 100000)",
                        "repeat('x', 99999) || 'y'",
                        "E'\\uFFFD'",
                        "E'\\u200b'"),
                of("varchar(20)", "''", "'a'", "'a  '", "'12'", "E'\\u4e2d\\u6587'"),
                same("char(5)", "'ab'", "'ab   '", "''", "'     '"),
                of("char(5)", "'ab'", "' ab'", "''", "NULL", "E'ab\\t'", "E'\\u00e9'"),
                of("citext", "'a'", "'A'", "NULL", "''"),
                of(
                        "bytea",
                        "''",
                        "'\\x00'",
                        "'\\xff'",
                        "'\\x0000'",
                        "decode(repeat('ab', 1048576), 'hex')",
                        "decode(repeat('ab', 1048575) || 'aa', 'hex')",
                        "NULL"),
                of(
                        "date",
                        "'0001-01-01'",
                        "'9999-12-31'",
                        "'infinity'",
                        "'-infinity'",
                        "'0044-03-15 BC'",
                        "'0044-03-15'",
                        "'2024-02-29'",
                        "'5874897-12-31'",
                        "'4713-01-01 BC'",
                        "NULL"),
                of("time", "'24:00'", "'00:00'", "'23:59:59.999999'", "'00:00:00.1'", "NULL"),
                same("time", "'00:00:00.120'", "'00:00:00.12'"),
                of("time(3)", "'12:00:00.123'", "'12:00:00.124'"),
                of("timetz", "'12:00+00'", "'13:00+01'", "'12:00+00:30'"),
                of(
                        "timestamp",
                        "'2024-01-01 00:00:00.999999'",
                        "'2024-01-01 00:00:01'",
                        "'infinity'",
                        "'-infinity'",
                        "'0044-03-15 12:00 BC'",
                        "'1970-01-01'",
                        "'2038-01-19 03:14:07'",
                        "NULL",
                        "'294276-12-31 23:59:59.999999'"),
                same(
                        "timestamptz",
                        "'2024-03-31 03:00+02'",
                        "'2024-03-31 01:00+00'",
                        "'2024-10-27 02:30 CEST'",
                        "'2024-10-27 00:30+00'"),
                of(
                        "timestamptz",
                        "'2024-10-27 02:30 CEST'",
                        "'2024-10-27 02:30 CET'",
                        "'infinity'",
                        "'0044-03-15 12:00+00 BC'",
                        "'1970-01-01 00:00+00'",
                        "'2038-01-19 03:14:08+00'",
                        "'1883-11-18 12:00:00.000001 America/New_York'"),
                of(
                        "uuid",
                        "'00000000-0000-0000-0000-000000000000'",
                        "'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'",
                        "'ffffffff-ffff-ffff-ffff-fffffffffffe'",
                        "NULL"),
                of(
                        "json",
                        "'{\"a\":1}'",
                        "'{\"a\": 1}'",
                        "'{\"a\":1,\"a\":2}'",
                        "'null'",
                        "NULL",
                        "'9007199254740993'"),
                same("jsonb", "'{\"b\":1,\"a\":2}'", "'{\"a\": 2, \"b\": 1}'", "'{\"a\":1,\"a\":2}'", "'{\"a\":2}'"),
                of(
                        "jsonb",
                        "'9007199254740993'",
                        "'9007199254740992'",
                        "'null'",
                        "NULL",
                        "'{\"a\":null}'",
                        "'{}'",
                        "'[]'",
                        "'\"\\u00e9\\n\"'",
                        "'\"\"'"),
                of("bit(64)", "B'1'::bit(64)", "(-1)::bigint::bit(64)", "0::bigint::bit(64)", "1::bigint::bit(64)"),
                of("bit varying", "B''", "B'0'", "B'00'", "B'01'", "NULL"),
                of("mood", "'sad'", "'SAD'", "'so, so'", "NULL"),
                of("price", "1.00", "1.01", "0", "NULL"),
                of("code", "'a'", "'a '", "NULL"),
                of("money", "'1.00'", "'-1.00'", "'1000000.01'", "NULL"),
                of("interval", "'1 day'", "'24 hours'", "'1 mon'", "'30 days'", "'-00:00:00.000001'", "'0'"),
                of("inet", "'192.168.0.1'", "'192.168.0.1/24'", "'::1'", "NULL"),
                of("cidr", "'10.0.0.0/8'", "'10.0.0.0/9'"),
                of("macaddr", "'08:00:2b:01:02:03'", "'08:00:2b:01:02:04'"),
                of("int[]", "'{}'", "'{1,2}'", "'{1,NULL}'", "'{{1},{2}}'", "'[0:1]={1,2}'", "NULL"),
                of("text[]", "'{}'", "'{\"\"}'", "'{NULL}'", "'{\"NULL\"}'", "'{\"a,b\"}'", "'{a,b}'"),
                of("int4range", "'empty'", "'(,)'", "'[1,2)'", "'[1,3)'", "NULL"),
                of("tstzrange", "'[2024-01-01 00:00+00,infinity)'", "'[2024-01-01 00:00+00,)'"),
                of("hstore", "'a=>1'", "'a=>NULL'", "''", "NULL"),
                of("xml", "'<a/>'", "'<a></a>'", "'x'", "NULL"),
                of("point", "'(1,2)'", "'(1,2.0000000000000004)'"),
                of("\"Pair (x)\"", "ROW(1, 'a')", "ROW(NULL, NULL)", "NULL", "ROW(1, '')", "ROW(1, NULL)"),
                of("tsvector", "'a b'", "'a:1 b'", "NULL"),
                of("oid", "0", "4294967295"),
                of("name", "'a'", "'A'"),
                of("\"char\"", "'a'", "'A'", "''"));
    }

    private static Case of(String type, String... distinct) {
        return new Case(type, List.of(), List.of(distinct));
    }

    private static Case same(String type, String... pairs) {
        List<String[]> equal = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            equal.add(new String[] {pairs[i], pairs[i + 1]});
        }
        return new Case(type, equal, List.of());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void javaAndSqlHashAlikeAndTellValuesApart(Case example) {
        List<String> values = new ArrayList<>(example.distinct());
        example.equal().forEach(pair -> values.addAll(List.of(pair)));
        MappedTable table = table(example.type(), values);

        for (Side side : Side.values()) {
            requireTold(example, values, hashes(table, side));
            requireTold(example, values, nativeHashes(table, side));
        }
        assertThat(nativeHashes(table, Side.SOURCE)).isEqualTo(nativeHashes(table, Side.TARGET));
    }

    private static void requireTold(Case example, List<String> values, List<RowHash> hashes) {
        assertThat(hashes).hasSize(values.size());
        assertThat(hashes.subList(0, example.distinct().size())).doesNotHaveDuplicates();
        for (int i = example.distinct().size(); i < values.size(); i += 2) {
            assertThat(hashes.get(i))
                    .as(values.get(i) + " = " + values.get(i + 1))
                    .isEqualTo(hashes.get(i + 1));
        }
    }

    /** The native hashes of the values in rows that are equal in everything else. */
    private List<RowHash> nativeHashes(MappedTable table, Side side) {
        List<RowHash> hashes = new ArrayList<>();
        MappedTable keyless = new MappedTable(
                table.id(), table.source(), table.target(), table.columns().subList(1, 3), List.of(0), -1, List.of());
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            HashSql hash = new NativeHash(keyless, side);
            snapshot.reader()
                    .session()
                    .query(
                            "native hashes",
                            new BoundSql()
                                    .add("SELECT " + hash.high("r.hash") + ", " + hash.low("r.hash") + " FROM (SELECT "
                                            + hash.perRow() + " AS hash FROM "
                                            + new CanonicalSql(table, side).fromWhere()
                                            + " ORDER BY t.id OFFSET 0) AS r"),
                            0,
                            row -> hashes.add(new RowHash(row.getLong(1), row.getLong(2))));
        }
        return hashes;
    }

    /** The values' own hashes: those of rows that hold only the value. */
    private List<RowHash> hashes(MappedTable table, Side side) {
        List<RowHash> own = new ArrayList<>();
        try (PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT)) {
            ChunkReader reader = snapshot.reader();
            List<Row> rows = new ArrayList<>();
            List<HashedKey> hashed = new ArrayList<>();
            reader.rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
            reader.hashes(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL, hashed::add);
            Digest sum = Digest.EMPTY;
            for (int i = 0; i < rows.size(); i++) {
                assertThat(hashed.get(i).key()).isEqualTo(table.keyOf(rows.get(i)));
                assertThat(hashed.get(i).hash())
                        .as("hash of %s on the %s", rows.get(i), side)
                        .isEqualTo(table.encoding().hash(rows.get(i)));
                sum = sum.plus(hashed.get(i).hash());
                own.add(new dev.reconciler.row.CanonicalEncoding(
                                List.of(table.columns().get(1).target().type().logical()))
                        .hash(new Row(
                                java.util.Collections.singletonList(rows.get(i).value(1)))));
            }
            assertThat(reader.digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL)
                            .values())
                    .containsExactly(sum);
        }
        return own;
    }

    private MappedTable table(String type, List<String> values) {
        String name = "t" + ++tables + "_" + type.replaceAll("[^a-z0-9]", "_").toLowerCase(Locale.ROOT);
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE " + name + " (id int PRIMARY KEY, v " + type + ", f " + type + ")");
        for (int i = 0; i < values.size(); i++) {
            statements.add("INSERT INTO " + name + " VALUES (" + i + ", (" + values.get(i) + ")::" + type + ", NULL)");
        }
        cluster.execute(database, statements.toArray(String[]::new));
        return new Tables(pool, pool).sameName(name, null);
    }
}
