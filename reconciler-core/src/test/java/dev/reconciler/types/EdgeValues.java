package dev.reconciler.types;

import java.util.Arrays;
import java.util.List;

/**
 * Values at the edges of a pair of column types, in the neutral text form; all are different values, and neighbours differ in the last
 * bit or unit.
 *
 * @param mysql the type in MySQL and MariaDB
 * @param postgres the type in PostgreSQL
 * @param values both columns hold them
 * @param rejected PostgreSQL may hold them, and a write to the MySQL column fails
 * @param rejectedByPostgres SQL expressions of MySQL and MariaDB whose values the MySQL column holds, and a write to PostgreSQL's fails
 */
public record EdgeValues(
        String mysql, String postgres, List<String> values, List<String> rejected, List<String> rejectedByPostgres) {
    private static final String DECIMAL_65 = "9".repeat(35) + "." + "9".repeat(29);

    private static EdgeValues of(String mysql, String postgres, String... values) {
        return new EdgeValues(mysql, postgres, Arrays.asList(values), List.of(), List.of());
    }

    private EdgeValues rejecting(String... texts) {
        return new EdgeValues(mysql, postgres, values, List.of(texts), rejectedByPostgres);
    }

    private EdgeValues postgresRejects(String... expressions) {
        return new EdgeValues(mysql, postgres, values, rejected, List.of(expressions));
    }

    @Override
    public String toString() {
        return mysql + " and " + postgres;
    }

    public static List<EdgeValues> ofBothServers() {
        return List.of(
                // integers
                of("tinyint", "smallint", "-128", "-127", "-1", "0", "1", "126", "127")
                        .rejecting("128", "-129"),
                of("tinyint unsigned", "smallint", "0", "1", "254", "255").rejecting("-1", "256"),
                of("smallint", "smallint", "-32768", "-32767", "0", "32766", "32767")
                        .rejecting("32768"),
                of("smallint unsigned", "integer", "0", "65534", "65535").rejecting("65536", "-1"),
                of("mediumint", "integer", "-8388608", "-8388607", "8388606", "8388607")
                        .rejecting("8388608"),
                of("mediumint unsigned", "integer", "0", "16777214", "16777215").rejecting("16777216"),
                of("int", "integer", "-2147483648", "-1", "0", "2147483646", "2147483647")
                        .rejecting("2147483648"),
                of("int unsigned zerofill", "bigint", "0", "42", "4294967294", "4294967295")
                        .rejecting("4294967296"),
                of(
                                "bigint",
                                "bigint",
                                "-9223372036854775808",
                                "-9223372036854775807",
                                "-1",
                                "0",
                                "9007199254740992",
                                "9007199254740993",
                                "9223372036854775806",
                                "9223372036854775807")
                        .rejecting("9223372036854775808", "-9223372036854775809"),
                of(
                                "bigint unsigned",
                                "numeric(20)",
                                "0",
                                "9223372036854775807",
                                "9223372036854775808",
                                "18446744073709551614",
                                "18446744073709551615")
                        .rejecting("18446744073709551616", "-1", "1.5"),
                of("year", "smallint", "0", "1901", "1970", "2024", "2154", "2155")
                        .rejecting("70", "1", "1900", "2156"),
                of("int", "numeric(10,0)", "-2147483648", "2147483647").rejecting("1.5", "NaN"),
                // booleans
                of("tinyint(1)", "boolean", "0", "1").rejecting("128", "x").postgresRejects("2", "-1"),
                of("bit(1)", "boolean", "0", "1").rejecting("2", "-1"),
                of("tinyint(1)", "smallint", "-128", "0", "1", "2", "127"),
                // decimals
                of(
                                "decimal(65,30)",
                                "numeric(65,30)",
                                "0." + "0".repeat(29) + "1",
                                "-0." + "0".repeat(29) + "1",
                                DECIMAL_65 + "8",
                                DECIMAL_65 + "9",
                                "-" + DECIMAL_65 + "9",
                                "0." + "0".repeat(30))
                        .rejecting("1" + "0".repeat(35), "NaN", "Infinity", "-Infinity"),
                of(
                                "decimal(10,2)",
                                "numeric(10,2)",
                                "-99999999.99",
                                "-0.01",
                                "0.00",
                                "0.01",
                                "99999999.98",
                                "99999999.99")
                        .rejecting("0.001", "100000000.00", "0.009", "NaN", "1e-3"),
                of("decimal(65,0)", "numeric(65)", "9".repeat(65), "9".repeat(64) + "8", "0", "-" + "9".repeat(65))
                        .rejecting("1" + "0".repeat(65), "1e65"),
                of("decimal(5,2) unsigned zerofill", "numeric(5,2)", "0.00", "0.50", "7.25", "999.99")
                        .rejecting("-0.01"),
                // floats
                of(
                                "double",
                                "double precision",
                                "0",
                                "1",
                                "1.0000000000000002",
                                "0.1",
                                "0.3",
                                "0.30000000000000004",
                                "1e+308",
                                "1.7976931348623157e+308",
                                "1.7976931348623155e+308",
                                "-1.7976931348623157e+308",
                                "2.2250738585072014e-308",
                                "16777217",
                                "123456789012345",
                                "1.234567890123456e+15",
                                "1e+15",
                                "1e-05",
                                "0.0001",
                                "9.007199254740992e+15",
                                "9.007199254740994e+15")
                        .rejecting("NaN", "Infinity", "-Infinity"),
                of(
                                "float",
                                "real",
                                "0",
                                "1",
                                "1.0000001",
                                "0.1",
                                "1.6777216e+07",
                                "1.6777214e+07",
                                "3.4028235e+38",
                                "3.4028233e+38",
                                "-3.4028235e+38",
                                "1.1754944e-38",
                                "123456",
                                "1e+06",
                                "1.234567e+06",
                                "1e-05")
                        .rejecting("NaN", "Infinity", "-Infinity"),
                // texts
                of(
                                "varchar(20)",
                                "varchar(20)",
                                "",
                                " ",
                                "a",
                                "A",
                                "a ",
                                "b",
                                "\u00e9",
                                "e\u0301",
                                "e",
                                "\uD83D\uDE00",
                                "\uD83D\uDE01",
                                "~|",
                                "1:a",
                                "\n",
                                "NULL",
                                "\\",
                                "'",
                                "\u200b",
                                "%_",
                                "x".repeat(20),
                                "\uD83D\uDE00".repeat(20))
                        .rejecting("x".repeat(21), "x".repeat(20) + " ", "\uD83D"),
                of("longtext", "text", "", "x".repeat(1_000_000), "x".repeat(999_999) + "y", "trailing  ")
                        .postgresRejects("concat('a', char(0 USING utf8mb4))"),
                of("tinytext", "text", "", "x".repeat(255), "x".repeat(254) + "y")
                        .rejecting("x".repeat(256), "x".repeat(255) + " ", "\u00e9".repeat(128)),
                of("char(5)", "character(5)", "", "a", " a", "A", "\u00e9", "a\t", "\uD83D\uDE00".repeat(5))
                        .rejecting("x".repeat(6)),
                of("varchar(20) CHARACTER SET latin1", "varchar(20)", "", "\u00e9", "\u00e8", "\u20ac", "\u00ff", "a ")
                        .rejecting("\u4e2d", "\uD83D\uDE00", "e\u0301"),
                of("varchar(20) CHARACTER SET utf8mb3", "varchar(20)", "", "\u00e9", "\u4e2d", "\u4e2e", "a ")
                        .rejecting("\uD83D\uDE00"),
                of("varchar(20) CHARACTER SET ucs2", "text", "", "a", "\u4e2d", "\ufffd"),
                of("varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "text", "a", "A", "a "),
                of(
                        "char(36)",
                        "uuid",
                        "00000000-0000-0000-0000-000000000000",
                        "00000000-0000-0000-0000-000000000001",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff"),
                // bytes
                of(
                        "longblob",
                        "bytea",
                        "\\x",
                        "\\x00",
                        "\\x01",
                        "\\x0000",
                        "\\x7f",
                        "\\x80",
                        "\\xfe",
                        "\\xff",
                        "\\x5c27225c30",
                        "\\x" + "ab".repeat(1 << 20),
                        "\\x" + "ab".repeat((1 << 20) - 1) + "ac"),
                of("varbinary(4)", "bytea", "\\x", "\\x00", "\\x20", "\\x2020", "\\xffffffff")
                        .rejecting("\\x0102030405", "\\x0102030420"),
                of(
                        "point",
                        "bytea",
                        "\\x000000000101000000000000000000f03f0000000000000040",
                        "\\x000000000101000000000000000000f03f0100000000000040"),
                of("binary(2)", "bytea", "\\x0000", "\\x0001", "\\xffff", "\\x2020")
                        .rejecting("\\x", "\\x00", "\\x000000"),
                // dates and times
                of(
                                "date",
                                "date",
                                "0001-01-01",
                                "0001-01-02",
                                "1582-10-04",
                                "1582-10-15",
                                "1969-12-31",
                                "1970-01-01",
                                "2024-02-29",
                                "2024-03-01",
                                "9999-12-30",
                                "9999-12-31")
                        .rejecting("infinity", "-infinity", "0044-03-15 BC", "10000-01-01")
                        .postgresRejects("'0000-00-00'", "'2024-00-10'", "'2024-02-30'"),
                of(
                                "time(6)",
                                "time(6)",
                                "00:00:00",
                                "00:00:00.000001",
                                "12:00:00",
                                "12:00:00.1",
                                "23:59:59.999999",
                                "24:00:00")
                        .postgresRejects("'-00:00:00.000001'", "'24:00:00.000001'", "'838:59:59'", "'-838:59:59'"),
                of("time(3)", "time(3)", "00:00:00", "00:00:00.001", "23:59:59.999")
                        .rejecting("00:00:00.0001", "12:00:00+00"),
                of("time", "time(0)", "00:00:00", "00:00:01", "24:00:00").rejecting("00:00:00.5"),
                of(
                                "datetime(6)",
                                "timestamp(6)",
                                "0001-01-01 00:00:00",
                                "1969-12-31 23:59:59.999999",
                                "1970-01-01 00:00:00",
                                "2024-03-31 02:30:00",
                                "2024-03-31 02:30:00.000001",
                                "2038-01-19 03:14:08",
                                "9999-12-31 23:59:59.999998",
                                "9999-12-31 23:59:59.999999")
                        .rejecting(
                                "infinity", "0001-01-01 00:00:00 BC", "10000-01-01 00:00:00", "2024-01-01 00:00:00+00")
                        .postgresRejects("'0000-00-00'", "'2024-02-00 01:02:03.5'"),
                of(
                                "datetime(3)",
                                "timestamp(3)",
                                "2024-01-01 00:00:00.001",
                                "2024-01-01 00:00:00.999",
                                "2024-01-01 00:00:01")
                        .rejecting("2024-01-01 00:00:00.9999"),
                of("datetime", "timestamp(0)", "2024-01-01 00:00:00", "2024-01-01 00:00:01")
                        .rejecting("2024-01-01 00:00:00.5"),
                of(
                                "timestamp(6)",
                                "timestamptz(6)",
                                "1970-01-01 00:00:01+00",
                                "1970-01-01 00:00:01.000001+00",
                                "2024-03-31 00:59:59.999999+00",
                                "2024-03-31 01:00:00+00",
                                "2024-10-27 00:30:00+00",
                                "2024-10-27 01:30:00+00",
                                "2038-01-19 03:14:07.999998+00",
                                "2038-01-19 03:14:07.999999+00")
                        .rejecting(
                                "1970-01-01 00:00:00+00",
                                "2038-01-19 03:14:08+00",
                                "1969-12-31 23:59:59+00",
                                "infinity",
                                "2024-01-01 00:00:00")
                        .postgresRejects("'0000-00-00'"),
                of("timestamp(3)", "timestamptz(3)", "2024-01-01 00:00:00+00", "2024-01-01 00:00:00.001+00")
                        .rejecting("2024-01-01 00:00:00.0001+00"),
                // documents
                of(
                                "json",
                                "jsonb",
                                "null",
                                "true",
                                "0",
                                "1.0",
                                "{}",
                                "[]",
                                "\"\"",
                                "{\"a\": 1}",
                                "{\"a\": 2}",
                                "{\"a\": null}",
                                "{\"b\": 1}",
                                "{\"b\": 1, \"aa\": 2}",
                                "[1, 2]",
                                "[2, 1]",
                                "9007199254740992",
                                "9007199254740993",
                                "18446744073709551615",
                                "-9223372036854775808",
                                "0.1",
                                "\"\u00e9\"",
                                "\"e\u0301\"",
                                "\"\\\\ \\\" \\n \\u0001 /\"",
                                "{\"\u00e9\": [{\"x\": [[]]}, \"\uD83D\uDE00\"]}")
                        .postgresRejects("'\"\\\\u0000\"'"),
                // labels and bits
                of("enum('a','B','it''s','x,y','')", "text", "a", "B", "it's", "x,y", "")
                        .rejecting("A", "b", "c", "a "),
                of("set('b','a','C')", "text", "", "a", "b", "a,b", "C,a,b").rejecting("b,a", "c", "A", "a,a", "d"),
                of("bit(3)", "bit(3)", "000", "001", "010", "111").rejecting("01", "0000", "1112"),
                of(
                                "bit(64)",
                                "bit(64)",
                                "0".repeat(64),
                                "0".repeat(63) + "1",
                                "1" + "0".repeat(63),
                                "1".repeat(63) + "0",
                                "1".repeat(64))
                        .rejecting("1".repeat(65)));
    }

    /** Pairs in which only PostgreSQL can be the source. */
    public static List<EdgeValues> fromPostgres() {
        String[] uuids = {
            "00000000-0000-0000-0000-000000000000",
            "00000000-0000-0000-0000-000000000001",
            "ffffffff-ffff-ffff-ffff-ffffffffffff"
        };
        return List.of(of("binary(16)", "uuid", uuids), of("varchar(36)", "uuid", uuids));
    }
}
