package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A streamed value has the text that the same value has when it is read from its table. */
@Tag("db")
class LoggedValuesTest {
    @TempDir
    Path spill;

    /** A type with SQL literals of its edge values. */
    private record Edge(String type, String... literals) {}

    private static final List<Edge> OF_BOTH = List.of(
            new Edge("tinyint", "-128", "-1", "0", "127"),
            new Edge("tinyint unsigned", "0", "128", "255"),
            new Edge("tinyint(1)", "-128", "0", "1", "2"),
            new Edge("smallint", "-32768", "32767"),
            new Edge("smallint unsigned zerofill", "7", "65535"),
            new Edge("mediumint", "-8388608", "-1", "8388607"),
            new Edge("mediumint unsigned", "8388608", "16777215"),
            new Edge("int", "-2147483648", "2147483647"),
            new Edge("int unsigned", "2147483648", "4294967295"),
            new Edge("bigint", "-9223372036854775808", "9223372036854775807"),
            new Edge("bigint unsigned", "0", "9223372036854775808", "18446744073709551615"),
            new Edge("year", "0", "1901", "2155"),
            new Edge("bit(1)", "b'0'", "b'1'"),
            new Edge("bit(5)", "b'0'", "b'10011'"),
            new Edge("bit(64)", "b'1'", "X'ffffffffffffffff'", "X'8000000000000000'"),
            new Edge(
                    "decimal(65,30)",
                    "0",
                    "0.000000000000000000000000000001",
                    "-99999999999999999999999999999999999.5"),
            new Edge("decimal(10,2)", "-99999999.99", "-0.01", "0", "1.5"),
            new Edge("decimal(65,0)", "9".repeat(65), "-" + "9".repeat(65), "100000000000"),
            new Edge("decimal(5,5)", "0.00001", "-0.99999"),
            new Edge("decimal(18,9) unsigned zerofill", "0", "123456789.000000001"),
            new Edge("float", "0", "0.1", "16777216", "3.4028234e38", "-1.1754944e-38", "123456789"),
            new Edge("float unsigned", "0.3", "7"),
            new Edge(
                    "double",
                    "0",
                    "0.1",
                    "1e15",
                    "123456789012345",
                    "1.7976931348623157e308",
                    "2.2250738585072014e-308"),
            new Edge("varchar(20) CHARACTER SET utf8mb4", "''", "' '", "'a '", "'é'", "'中'", "'😀'", "'\\n\\''"),
            new Edge("varchar(300) CHARACTER SET utf8mb4", "'x'", "repeat('é', 300)"),
            new Edge("varchar(20) CHARACTER SET latin1", "'é'", "'€'"),
            new Edge("varchar(20) CHARACTER SET utf8mb3", "'é'", "'中'"),
            new Edge("varchar(20) CHARACTER SET ucs2", "'a'", "'中'"),
            new Edge("varchar(20) CHARACTER SET utf16", "'a'", "'😀'"),
            new Edge("varchar(20) CHARACTER SET utf32", "'a'", "'😀'"),
            new Edge("varchar(20) CHARACTER SET ascii", "'a'", "'~'"),
            new Edge("char(5) CHARACTER SET utf8mb4", "''", "'a '", "' a'", "'😀😀😀😀😀'", "'a\\t'"),
            new Edge("char(255) CHARACTER SET utf8mb4", "'x'", "repeat('😀', 255)"),
            new Edge("char(5) CHARACTER SET latin1", "'é'", "''"),
            new Edge("tinytext", "''", "repeat('x', 255)"),
            new Edge("longtext", "'trailing  '", "repeat('é', 100000)"),
            new Edge("text CHARACTER SET latin1", "'é'"),
            new Edge("binary(4)", "''", "X'00'", "X'01000000'", "X'20202020'", "X'ff'"),
            new Edge("binary(255)", "X'01'"),
            new Edge("varbinary(300)", "''", "X'00'", "X'2020'", "repeat('a', 300)"),
            new Edge("blob", "X'00ff'", "''"),
            new Edge("longblob", "repeat(X'ab', 100000)"),
            new Edge("enum('a','é','it''s')", "'a'", "'é'", "3", "0"),
            new Edge("set('b','a','ü')", "''", "'b,a'", "7"),
            new Edge(
                    "date",
                    "'0000-00-00'",
                    "'2024-02-00'",
                    "'2024-02-31'",
                    "'0001-01-01'",
                    "'1582-10-10'",
                    "'9999-12-31'"),
            new Edge("time", "'-838:59:59'", "'838:59:59'", "'24:00:00'", "'00:00:00'", "'-00:00:01'"),
            new Edge("time(1)", "'-00:00:00.1'", "'10:00:00.5'"),
            new Edge("time(4)", "'-01:02:03.0001'", "'100:00:00.9999'"),
            new Edge("time(6)", "'-838:59:58.000001'", "'00:00:00.000001'", "'12:00:00.1'", "'-00:00:00.000001'"),
            new Edge("datetime", "'0000-00-00'", "'2024-02-31 10:00:00'", "'9999-12-31 23:59:59'"),
            new Edge("datetime(3)", "'2024-01-01 00:00:00.001'", "'0001-01-01 00:00:00.1'"),
            new Edge("datetime(6)", "'1969-12-31 23:59:59.999999'", "'2024-00-00 00:00:00.000001'"),
            new Edge("timestamp NULL", "'0000-00-00'", "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'"),
            new Edge("timestamp(6) NULL", "'2024-03-31 01:30:00.000001'", "'2024-01-01 00:00:00.1'"),
            new Edge("timestamp(2) NULL", "'2024-03-31 01:30:00.01'"),
            new Edge(
                    "json",
                    "'{\"b\": 1, \"a\": [1.0, -0.5, 1e-7, 1e20, 123456789012345680000, 1e14, 1e15, 0.1, 1.5e300]}'",
                    "'null'",
                    "'\"\\\\u00e9\\\\ud83d\\\\ude00 \\\\\\\\\"'",
                    "'[true, false, null, {}, [], \"\", 18446744073709551615, -9223372036854775808, 70000]'",
                    "json_object('x', repeat('y', 70000))"),
            new Edge("point", "ST_GeomFromText('POINT(1 2)')"));

    /** Documents with values that have no literal in JSON. */
    private static final List<Edge> OF_MYSQL = List.of(new Edge(
            "json",
            "json_object('d', CAST('2024-02-29 01:02:03.000004' AS datetime(6)), 't', CAST('10:11:12' AS time),"
                    + " 'n', CAST(1.50 AS decimal(10,2)), 'e', CAST('2024-02-29' AS date), 'b', X'00ff')",
            "CAST(CAST(1 AS decimal(30,10)) AS json)"));

    @ParameterizedTest
    @EnumSource
    void streamedTextIsThatOfTheTable(Flavor flavor) throws SQLException {
        List<Edge> edges = new ArrayList<>(OF_BOTH);
        if (flavor == Flavor.MYSQL) {
            edges.addAll(OF_MYSQL);
        }
        try (BinlogFixture source = BinlogFixture.of(flavor, spill)) {
            List<MappedTable> tables = new ArrayList<>();
            for (int i = 0; i < edges.size(); i++) {
                source.execute("CREATE TABLE t" + i + " (id int PRIMARY KEY, v "
                        + edges.get(i).type() + ")");
                tables.add(source.table("t" + i, null));
            }
            BinlogPosition from = source.position();
            for (int i = 0; i < edges.size(); i++) {
                write(source, i, edges.get(i));
            }

            Transactions read = source.read(from, tables.toArray(MappedTable[]::new));

            assertThat(read.events()).hasOnlyElementsOfType(ChangeEvent.Insert.class);
            SoftAssertions all = new SoftAssertions();
            for (int i = 0; i < edges.size(); i++) {
                String id = tables.get(i).id();
                List<@Nullable String> streamed = read.events().stream()
                        .filter(event -> event.table().equals(id))
                        .<@Nullable String>map(
                                event -> ((ChangeEvent.Insert) event).after().value(1))
                        .toList();
                all.assertThat(streamed).as(edges.get(i).type()).isEqualTo(stored(source, tables.get(i)));
            }
            all.assertAll();
        }
    }

    private static void write(BinlogFixture source, int number, Edge edge) throws SQLException {
        try (Connection connection = source.server.connect(source.database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_mode='ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone='+00:00'");
            statement.execute("INSERT INTO t" + number + " VALUES (0, NULL)");
            for (int i = 0; i < edge.literals().length; i++) {
                statement.execute(
                        "INSERT IGNORE INTO t" + number + " VALUES (" + (i + 1) + ", " + edge.literals()[i] + ")");
            }
        }
    }

    private static List<@Nullable String> stored(BinlogFixture source, MappedTable table) throws SQLException {
        MySqlValues values = MySqlValues.of(table.columns().get(1).source());
        List<@Nullable String> texts = new ArrayList<>();
        try (Connection connection = source.pool.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT " + values.select("t") + " FROM `"
                        + table.source().name() + "` AS t ORDER BY id");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                texts.add(values.read(rows, 1));
            }
        }
        return texts;
    }

    /** The table's reading prints five bytes of latin1 alike. */
    @ParameterizedTest
    @EnumSource
    void textThatJavaCannotDecodeIsNotGuessed(Flavor flavor) {
        try (BinlogFixture source = BinlogFixture.of(
                flavor, spill, "CREATE TABLE t (id int PRIMARY KEY, v varchar(10) CHARACTER SET latin1)")) {
            MappedTable table = source.table("t", null);
            BinlogPosition from = source.position();
            source.execute("INSERT INTO t VALUES (7, _latin1 X'81')");

            assertThat(source.read(from, table).events())
                    .singleElement()
                    .isInstanceOfSatisfying(ChangeEvent.Unreadable.class, event -> assertThat(event.error())
                            .contains("column v", "latin1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void textInAnUnsupportedCharacterSetIsNotGuessed(Flavor flavor) {
        try (BinlogFixture source = BinlogFixture.of(
                flavor, spill, "CREATE TABLE t (id int PRIMARY KEY, v varchar(10) CHARACTER SET koi8r)")) {
            MappedTable table = source.table("t", null);
            BinlogPosition from = source.position();
            source.execute("INSERT INTO t VALUES (7, 'д')");

            assertThat(source.read(from, table).events())
                    .singleElement()
                    .isInstanceOfSatisfying(ChangeEvent.Unreadable.class, event -> {
                        assertThat(event.error()).contains("column v", "koi8r");
                        assertThat(event.key()).hasToString("7");
                    });
        }
    }
}
