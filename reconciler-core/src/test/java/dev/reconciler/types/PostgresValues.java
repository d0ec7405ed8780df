package dev.reconciler.types;

import dev.reconciler.testing.PostgresCluster;
import java.util.ArrayList;
import java.util.List;

/**
 * Values at the edges of a type of PostgreSQL, as SQL expressions.
 *
 * @param equal pairs of expressions that are the same value
 * @param distinct expressions no two of which are the same value
 */
public record PostgresValues(String type, List<String[]> equal, List<String> distinct) {
    /** The statements that create the types that no server has by itself. */
    public static final String[] TYPES = {
        "CREATE EXTENSION citext",
        "CREATE EXTENSION hstore",
        "CREATE TYPE mood AS ENUM ('sad', 'so, so', 'SAD')",
        "CREATE TYPE \"Pair (x)\" AS (a int, b text)",
        "CREATE DOMAIN price AS numeric(12,2) CHECK (VALUE >= 0)",
        "CREATE DOMAIN code AS varchar(10)"
    };

    @Override
    public String toString() {
        return type;
    }

    /** Versions before 15 know no negative scale. */
    private static final String LEAST_SCALE = PostgresCluster.majorVersion() < 15 ? "numeric(5,0)" : "numeric(5,-2)";

    public static List<PostgresValues> all() {
        return List.of(
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

    private static PostgresValues of(String type, String... distinct) {
        return new PostgresValues(type, List.of(), List.of(distinct));
    }

    private static PostgresValues same(String type, String... pairs) {
        List<String[]> equal = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            equal.add(new String[] {pairs[i], pairs[i + 1]});
        }
        return new PostgresValues(type, equal, List.of());
    }
}
