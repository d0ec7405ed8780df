package dev.reconciler.endpoint.mysql.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowHash;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.types.EdgeValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values at the edges of each type, on a real server beside PostgreSQL: a text that is bound is read as the same text, both engines'
 * values have the same canonical encoding, and a value that differs by one unit has another one. A value that the column can't hold is
 * rejected and never adapted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MySqlValuesContract {
    private final MySqlFamilyServer server;
    private final String database;
    private final String postgres;

    MySqlValuesContract(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
        database = server.createDatabase("values");
        postgres = PostgresCluster.shared().createDatabase("values");
    }

    static List<EdgeValues> pairs() {
        return EdgeValues.ofBothServers();
    }

    static Stream<Arguments> pairsAndProtocols() {
        return pairs().stream().flatMap(pair -> Stream.of(false, true).map(binary -> Arguments.of(pair, binary)));
    }

    @ParameterizedTest
    @MethodSource("pairsAndProtocols")
    void valueIsReadAsItWasBound(EdgeValues pair, boolean binary) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, pair.mysql());
        List<@Nullable String> texts = withNull(pair.values());
        column.write(texts, binary);

        assertThat(column.read(false)).isEqualTo(texts);
        assertThat(column.read(true)).isEqualTo(texts);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bothEnginesEncodeAValueAlike(EdgeValues pair) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, pair.mysql());
        PostgresColumn other = PostgresColumn.of(postgres, pair.postgres());
        column.write(withNull(pair.values()), false);
        List<@Nullable String> printed = other.printed(column.read(false));

        LogicalType type = other.columnType().logical();
        if (type != LogicalType.BOOLEAN) {
            assertThat(column.read(false)).as("text as PostgreSQL prints it").isEqualTo(printed);
        }
        List<RowHash> hashes = TypedColumn.hashes(type, printed);
        assertThat(TypedColumn.hashes(type, column.read(false)))
                .as("read by MySQL")
                .isEqualTo(hashes);
        assertThat(hashes).as("different values").doesNotHaveDuplicates();

        column.write(printed, false);
        assertThat(TypedColumn.hashes(column.logical(), column.read(true)))
                .as("written from PostgreSQL")
                .isEqualTo(TypedColumn.hashes(column.logical(), printed))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("pairsAndProtocols")
    void valueThatTheColumnCannotHoldIsRejected(EdgeValues pair, boolean binary) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, pair.mysql());
        for (String text : pair.rejected()) {
            assertThatThrownBy(() -> column.write(List.of(text), binary))
                    .as("'%s' in %s", text, pair.mysql())
                    .isInstanceOfAny(UnstorableValueException.class, SQLException.class);
        }
        assertThat(column.read(false)).isEmpty();
    }

    static Stream<Arguments> spellings() {
        String lax = "ALLOW_INVALID_DATES";
        return Stream.of(
                spelled(
                        "date",
                        lax,
                        Map.of(
                                "'0000-00-00'",
                                "0000-00-00",
                                "'2024-00-10'",
                                "2024-00-10",
                                "'2024-02-30'",
                                "2024-02-30")),
                spelled(
                        "datetime(6)",
                        lax,
                        Map.of(
                                "'0000-00-00'",
                                "0000-00-00 00:00:00",
                                "'2024-02-00 01:02:03.5'",
                                "2024-02-00 01:02:03.5")),
                spelled("timestamp", lax, Map.of("'0000-00-00'", "0000-00-00 00:00:00+00")),
                spelled(
                        "time(6)",
                        lax,
                        Map.of(
                                "'-838:59:59'",
                                "-838:59:59",
                                "'838:59:59'",
                                "838:59:59",
                                "'-00:00:00.000001'",
                                "-00:00:00.000001",
                                "'100:00:00.5'",
                                "100:00:00.5",
                                "'25:00:00'",
                                "25:00:00")),
                spelled("tinyint(1)", lax, Map.of("2", "2", "-1", "-1", "TRUE", "1")),
                spelled("enum('a')", lax, Map.of("'nothing'", "")),
                spelled("set('b','a')", lax, Map.of("'b,a,b'", "a,b")),
                spelled(
                        "json",
                        lax,
                        Map.of(
                                "'{\"bb\":1,\"a\":[1.50,{}],\"a\":[1.5,{}]}'",
                                "{\"a\": [1.5, {}], \"bb\": 1}",
                                "'\"\\\\u00e9\\\\/\"'",
                                "\"\u00e9/\"",
                                "'1e2'",
                                "100")),
                spelled("char(5)", "PAD_CHAR_TO_FULL_LENGTH", Map.of("'a  '", "a")),
                spelled("varchar(9) CHARACTER SET latin1", lax, Map.of("_latin1 X'E9'", "\u00e9")),
                spelled("text", lax, Map.of("CONCAT('a', CHAR(0 USING utf8mb4))", "a\0")),
                spelled("float", lax, Map.of("16777217", "1.6777216e+07", "1e-45", "1e-45")),
                spelled("double", lax, Map.of("5e-324", "5e-324", "0.1 + 0.2e0", "0.30000000000000004")),
                spelled(
                        "point",
                        lax,
                        Map.of(
                                "ST_GeomFromText('POINT(1 2)')",
                                "\\x000000000101000000000000000000f03f0000000000000040")));
    }

    private static Arguments spelled(String type, String mode, Map<String, String> texts) {
        return Arguments.of(type, mode, texts);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void valueOfAnApplicationIsReadUnchanged(String type, String mode, Map<String, String> texts) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, type);
        column.writeExpressions(List.copyOf(texts.keySet()), mode);

        List<String> expected = List.copyOf(texts.values());
        assertThat(column.read(false))
                .map(MySqlValuesContract::number)
                .isEqualTo(expected.stream().map(MySqlValuesContract::number).toList());
        assertThat(column.read(true)).isEqualTo(column.read(false));
    }

    /** MySQL prints the number 1e2 in a document as 100.0. */
    private static String number(@Nullable String text) {
        return String.valueOf(text).replaceFirst("^100\\.0$", "100");
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void targetStoresTheValueOfAnApplicationUnchanged(String type, String mode, Map<String, String> texts)
            throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, type);
        List<String> storable =
                texts.values().stream().filter(text -> !text.isEmpty()).toList();
        for (boolean binary : List.of(false, true)) {
            column.write(new ArrayList<>(storable), binary);
            assertThat(column.read(binary)).map(MySqlValuesContract::number).isEqualTo(storable);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "char(36) | A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | uuid | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "decimal(12,2) | 1.5 | numeric(12,4) | 1.5000",
                "decimal(12,2) | -0 | numeric | 0.000",
                "double | -0 | double precision | 0",
                "char(5) | a | character(9) | a",
                "tinyint(1) | 1 | boolean | t",
                "bit(1) | 0 | boolean | false",
                "int unsigned zerofill | 7 | numeric | 7.00",
                "datetime(6) | 2024-01-01 00:00:00.500000 | timestamp(3) | 2024-01-01 00:00:00.5"
            })
    void equalValuesAreEncodedAlike(String mysql, String text, String type, String other) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, mysql);
        column.write(List.of(text), false);
        PostgresColumn counterpart = PostgresColumn.of(postgres, type);

        LogicalType logical = counterpart.columnType().logical();
        assertThat(TypedColumn.hashes(logical, column.read(false)))
                .isEqualTo(TypedColumn.hashes(logical, counterpart.printed(List.of(other))));
    }

    @Test
    void twoInABooleanColumnIsNeitherTrueNorFalse() throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, "tinyint(1)");
        column.write(List.of("0", "1", "2", "-1"), false);

        assertThat(TypedColumn.hashes(LogicalType.BOOLEAN, column.read(false))).doesNotHaveDuplicates();
    }

    /** Windows-1252, which MySQL calls latin1, has no characters for five of the bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uD83Dx", "\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void halfASurrogatePairIsRejected(String text) throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, "text");

        assertThatThrownBy(() -> column.write(List.of(text), false))
                .isInstanceOf(UnstorableValueException.class)
                .hasMessageContaining("half a surrogate pair");
        column.write(List.of("\uD83D\uDE00x\uD83D\uDE00"), false);
        assertThat(column.read(false)).containsExactly("\uD83D\uDE00x\uD83D\uDE00");
    }

    @Test
    void bytesWithoutACharacterAreToldApart() throws SQLException {
        TypedColumn column = TypedColumn.create(server, database, "varchar(5) CHARACTER SET latin1");
        List<String> values =
                List.of("_latin1 X'81'", "_latin1 X'8D'", "_latin1 X'8F'", "_latin1 X'90'", "_latin1 X'9D'", "'?'");
        column.writeExpressions(values, "");

        assertThat(column.read(false)).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void zeroInAnAutoIncrementColumnIsAValue() throws SQLException {
        server.execute(database, "CREATE TABLE numbered (id int AUTO_INCREMENT PRIMARY KEY)");
        try (Connection connection = TypedColumn.create(server, database, "int").connect(false);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO numbered VALUES (0), (5)");
        }

        assertThat(server.query(database, "SELECT id FROM numbered ORDER BY id"))
                .extracting(row -> row.get("id"))
                .containsExactly(0, 5);
    }

    @Test
    void settingsOfTheServerDoNotMatter() throws SQLException {
        try (MySqlFamilyServer other = MySqlFamilyServer.builder(server.flavor())
                .settings(Map.of(
                        "default_time_zone", "-05:00",
                        "sql_mode", "ANSI,PAD_CHAR_TO_FULL_LENGTH",
                        "character_set_server", "latin1"))
                .start()) {
            String name = other.createDatabase("settings");
            TypedColumn text = TypedColumn.create(other, name, "char(5) CHARACTER SET utf8mb4");
            text.write(List.of("\uD83D\uDE00", "a\\'\""), false);
            assertThat(text.read(true)).containsExactly("\uD83D\uDE00", "a\\'\"");
            TypedColumn instant = TypedColumn.create(other, name, "timestamp");
            instant.writeExpressions(List.of("FROM_UNIXTIME(0 + 1)"), "");
            assertThat(instant.read(false)).containsExactly("1970-01-01 00:00:01+00");
            instant.write(List.of("2024-03-10 07:30:00+00"), true);
            assertThat(instant.read(true)).containsExactly("2024-03-10 07:30:00+00");
            assertThat(other.query(name, "SELECT UNIX_TIMESTAMP(v) AS seconds FROM " + instant.table()))
                    .extracting(row -> row.get("seconds"))
                    .containsExactly(1_710_055_800L);
        }
    }

    private static List<@Nullable String> withNull(List<String> values) {
        List<@Nullable String> all = new ArrayList<>(values);
        all.add(null);
        return all;
    }
}
