package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every value arrives as what the type's output function prints in a session with our settings. */
@Tag("db")
class ValuesContractTest {
    @TempDir
    Path spill;

    private SourceFixture source;

    private record Case(String type, List<String> literals) {}

    private static Case of(String type, String... literals) {
        return new Case(type, List.of(literals));
    }

    /** Versions before 17 know no infinite interval. */
    private static final String LONGEST_INTERVAL = PostgresCluster.majorVersion() < 17 ? "178000000 years" : "infinity";

    private static final String LEAST_INTERVAL = PostgresCluster.majorVersion() < 17 ? "-178000000 years" : "-infinity";

    /** Versions before 15 know no negative scale. */
    private static final String LEAST_SCALE = PostgresCluster.majorVersion() < 15 ? "numeric(5,0)" : "numeric(5,-2)";

    private static final List<Case> CASES = List.of(
            of("smallint", "-32768", "32767", "0", "-1"),
            of("int", "-2147483648", "2147483647"),
            of("bigint", "-9223372036854775808", "9223372036854775807"),
            of("numeric", "0.00", "-0.0", "NaN", "Infinity", "-Infinity", "1e-20", "123456789".repeat(7) + ".5"),
            of("numeric(12,4)", "1.5", "-99999999.9999", "NaN"),
            of(LEAST_SCALE, "12345"),
            of("money", "-1234.56", "0", "92233720368547758.07"),
            of("real", "16777217", "1e-45", "3.4028235e38", "NaN", "Infinity", "-Infinity", "-0", "0.1"),
            of("float8", "0.1", "5e-324", "1e308", "NaN", "Infinity", "-Infinity", "-0", "1e20"),
            of("boolean", "t", "f"),
            of("text", "", " x  ", "é", "e\u0301", "😀", "a|b~c", "\\N", "\\x41", "\"{,}\"", "NULL", "line\nbreak"),
            of("varchar(20)", "", "trailing  "),
            of("char(5)", "ab", "", "abcde"),
            of("\"char\"", "x"),
            of("name", "a_name"),
            of("citext", "MiXed"),
            of("bytea", "\\x", "\\x00", "\\xff00", "\\x5c78"),
            of(
                    "date",
                    "0001-01-01",
                    "9999-12-31",
                    "infinity",
                    "-infinity",
                    "4713-01-01 BC",
                    "0044-03-15 BC",
                    "12024-02-29"),
            of("time", "24:00", "00:00", "23:59:59.999999", "12:30:00.1"),
            of("time(3)", "12:00:00.123"),
            of("timetz", "12:00+08", "24:00-03:30", "00:00:00.000001+15:59", "23:59:59.999999-15:59"),
            of(
                    "timestamp",
                    "infinity",
                    "-infinity",
                    "2024-01-01 00:00:00.999999",
                    "0044-03-15 12:00:00 BC",
                    "294276-12-31 23:59:59.999999",
                    "4713-01-01 00:00:00 BC"),
            of("timestamp(0)", "2024-01-01 23:59:59"),
            of(
                    "timestamptz",
                    "infinity",
                    "-infinity",
                    "2024-03-31 02:30:00+01",
                    "1970-01-01 00:00+00",
                    "2038-01-19 03:14:08+00",
                    "0001-01-01 00:00:00+00 BC",
                    "2024-10-27 02:30:00.000001+02"),
            of(
                    "interval",
                    "1 year 2 mons -3 days 04:05:06.789",
                    "-00:00:01",
                    "-1 mon +1 day -00:00:00.000001",
                    "0",
                    LONGEST_INTERVAL,
                    LEAST_INTERVAL,
                    "178000000 years"),
            of("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
            of("json", "{\"b\":1, \"a\": 1.0,  \"a\":2}", "9007199254740993", "null", "\"\\u00e9\""),
            of("jsonb", "{\"b\":1, \"a\": 1.0,  \"a\":2}", "9007199254740993", "null", "[]"),
            of("xml", "<a b=\"1\">x &amp; y</a>", "text only"),
            of("mood", "happy", "with,comma", "qu\"ote"),
            of("bit(1)", "0", "1"),
            of("bit(8)", "00000001", "10000000"),
            of("bit(64)", "1".repeat(64)),
            of("varbit", "", "01", "1", "0001"),
            of("inet", "10.0.0.1", "10.0.0.1/8", "::1"),
            of("cidr", "10.0.0.0/8", "2001:db8::/32"),
            of("macaddr", "08:00:2b:01:02:03"),
            of("macaddr8", "08:00:2b:01:02:03:04:05"),
            of("int4range", "empty", "[1,5)", "(,)", "[5,]"),
            of("numrange", "(1.10,2]"),
            of("daterange", "[2024-01-01,infinity)"),
            of("tsrange", "[2024-01-01 00:00,2024-01-02 00:00)"),
            of("tstzrange", "[2024-01-01 00:00+02,)"),
            of("int8multirange", "{}", "{[1,2],[5,7)}"),
            of("point", "(1.5,-2)"),
            of("box", "(1,2),(3,4)"),
            of("circle", "<(1,2),3>"),
            of("polygon", "((0,0),(1,1),(1,0))"),
            of("path", "[(0,0),(1,1)]"),
            of("lseg", "[(0,0),(1,1)]"),
            of("line", "{1,2,3}"),
            of("tsvector", "a:1A fat:2 'quo''ted'"),
            of("tsquery", "fat & (rat | !cat)"),
            of("pg_lsn", "16/B374D848"),
            of("hstore", "a=>1, b=>NULL, \"c d\"=>\"\\\"\""),
            of("ltree", "Top.Science.Astronomy"),
            of("positive", "7"),
            of("shortname", "abc"),
            of("pair", "(1,x)", "(,)", "(2,\"a,b\")"),
            of("oid", "4294967295"));

    @BeforeEach
    void createTables() {
        List<String> ddl = new ArrayList<>(List.of(
                "CREATE EXTENSION citext",
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION ltree",
                "CREATE TYPE mood AS ENUM ('happy', 'with,comma', 'qu\"ote')",
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                "CREATE DOMAIN shortname AS varchar(10)",
                "CREATE TYPE pair AS (n int, t text)"));
        for (int i = 0; i < CASES.size(); i++) {
            ddl.add("CREATE TABLE c" + i + " (id int PRIMARY KEY, v "
                    + CASES.get(i).type() + ", a " + CASES.get(i).type() + "[])");
        }
        source = new SourceFixture(PostgresCluster.shared(), spill, ddl.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void aValueIsTheTextThatItsTypePrints() throws SQLException {
        List<MappedTable> tables = IntStream.range(0, CASES.size())
                .mapToObj(i -> source.table("c" + i, null))
                .toList();
        Lsn from = source.begin(tables);
        int rows = insertAll();
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(tables)) {
            stream.start(from, sink);
            List<ChangeEvent> events = sink.awaitEvents(rows);

            assertThat(streamed(events)).containsExactlyElementsOf(printed());
            assertThat(rows).isGreaterThan(150);
        }
    }

    private int insertAll() {
        int rows = 0;
        for (int i = 0; i < CASES.size(); i++) {
            String type = CASES.get(i).type();
            List<String> values = CASES.get(i).literals().stream()
                    .map(v -> "CAST(E'" + v.replace("\\", "\\\\").replace("'", "''") + "' AS " + type + ")")
                    .collect(Collectors.toList());
            values.add("NULL");
            for (int id = 0; id < values.size(); id++) {
                String value = values.get(id);
                source.execute("INSERT INTO c" + i + " VALUES (" + id + ", " + value + ", ARRAY[" + value + ", NULL]::"
                        + type + "[])");
                rows++;
            }
            source.execute("INSERT INTO c" + i + " VALUES (-1, NULL, '{}'), (-2, NULL, NULL)");
            rows += 2;
        }
        return rows;
    }

    private static List<String> streamed(List<ChangeEvent> events) {
        return events.stream()
                .map(event -> event instanceof ChangeEvent.Insert insert
                        ? text(insert.table(), insert.after())
                        : event.toString())
                .toList();
    }

    private static String text(String table, Row row) {
        int number = Integer.parseInt(table.substring(table.indexOf(".c") + 2));
        return CASES.get(number).type() + " " + row.values();
    }

    private List<String> printed() throws SQLException {
        List<String> printed = new ArrayList<>();
        try (Connection connection = source.pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < CASES.size(); i++) {
                ResultSet result =
                        statement.executeQuery("SELECT id::text, CASE WHEN v IS DISTINCT FROM NULL THEN concat(v) END,"
                                + " CASE WHEN a IS DISTINCT FROM NULL THEN concat(a) END FROM c" + i
                                + " ORDER BY id < 0, abs(id)");
                while (result.next()) {
                    printed.add(CASES.get(i).type() + " [" + result.getString(1) + ", " + result.getString(2) + ", "
                            + result.getString(3) + "]");
                }
            }
        }
        return printed;
    }

    @Test
    void aValueThatTheEventLacksIsNeverTakenForData() {
        List<String> types = List.of(
                "text",
                "varchar",
                "bytea",
                "json",
                "jsonb",
                "xml",
                "varbit",
                "numeric",
                "hstore",
                "citext",
                "ltree",
                "tsvector",
                "text[]",
                "varchar(20)[]",
                "char(9)[]",
                "int[]",
                "bigint[]",
                "uuid[]",
                "bytea[]",
                "date[]",
                "json[]",
                "jsonb[]",
                "numeric[]",
                "timestamptz[]",
                "interval[]",
                "int4range[]",
                "mood[]",
                "path",
                "bool[]",
                "positive[]");
        List<String> values = List.of(
                "repeat('x', 9000)",
                "repeat('x', 9000)",
                "decode(repeat('ab', 9000), 'hex')",
                "to_json(repeat('x', 9000))",
                "to_jsonb(repeat('x', 9000))",
                "xml(repeat('x', 9000))",
                "repeat('1', 90000)::varbit",
                "(repeat('1', 20000))::numeric",
                "hstore('a', repeat('x', 9000))",
                "repeat('x', 9000)",
                "(SELECT string_agg('n'||g, '.') FROM generate_series(1,2000) g)::text::ltree",
                "(SELECT string_agg('w'||g, ' ') FROM generate_series(1,2000) g)::tsvector",
                big("repeat('x', 20)"),
                big("'abc'::varchar(20)"),
                big("'abc'::char(9)"),
                big("g"),
                big("g::bigint"),
                big("gen_random_uuid()"),
                big("'\\x01'::bytea"),
                big("'2024-01-01'::date"),
                big("'1'::json"),
                big("'1'::jsonb"),
                big("g::numeric"),
                big("now()"),
                big("'1 day'::interval"),
                big("int4range(g, g + 1)"),
                big("'happy'::mood"),
                "(SELECT ('[' || string_agg('(1,2)', ',') || ']')::path FROM generate_series(1,2000))",
                big("true"),
                big("1::positive"));
        StringBuilder ddl = new StringBuilder("CREATE TABLE toast (id int PRIMARY KEY, n int");
        StringBuilder storage = new StringBuilder("ALTER TABLE toast ");
        for (int i = 0; i < types.size(); i++) {
            ddl.append(", c").append(i).append(' ').append(types.get(i));
            storage.append(i == 0 ? "" : ", ")
                    .append("ALTER c")
                    .append(i)
                    .append(" SET STORAGE ")
                    .append(types.get(i).equals("numeric") ? "MAIN" : "EXTERNAL");
        }
        source.execute(ddl + ")", storage.toString(), "ALTER TABLE toast ALTER c7 SET STORAGE EXTERNAL");
        MappedTable table = source.table("toast", null);
        Lsn from = source.begin(List.of(table));
        source.execute(
                "INSERT INTO toast VALUES (1, 1, " + String.join(", ", values) + ")",
                "UPDATE toast SET n = 2",
                "UPDATE toast SET id = 5",
                "ALTER TABLE toast REPLICA IDENTITY FULL",
                "UPDATE toast SET n = 3");
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(from, sink);
            List<ChangeEvent> events = sink.awaitEvents(4);

            Set<Integer> all = IntStream.range(2, types.size() + 2).boxed().collect(Collectors.toSet());
            Row inserted = ((ChangeEvent.Insert) events.get(0)).after();
            ChangeEvent.Update update = (ChangeEvent.Update) events.get(1);
            assertThat(update.unavailable()).isEqualTo(all);
            assertThat(update.after().values().subList(2, types.size() + 2)).containsOnlyNulls();
            ChangeEvent.Update moved = (ChangeEvent.Update) events.get(2);
            assertThat(moved.previousKey().toString()).isEqualTo("1");
            assertThat(moved.unavailable()).isEqualTo(all);
            ChangeEvent.Update full = (ChangeEvent.Update) events.get(3);
            assertThat(full.unavailable()).isEmpty();
            assertThat(full.after().values().subList(2, types.size() + 2))
                    .isEqualTo(inserted.values().subList(2, types.size() + 2));
        }
    }

    private static String big(String element) {
        return "(SELECT array_agg(" + element + ") FROM generate_series(1, 9000) g)";
    }

    @Test
    void aNullIsNotTheColumnsDefaultAndNoDefaultStopsTheStream() {
        source.execute("""
            CREATE TABLE d (id int PRIMARY KEY, i int DEFAULT 7, t text DEFAULT 'x', ts timestamp DEFAULT 'infinity',
                tz timestamptz DEFAULT '0044-03-15 BC', ti time DEFAULT '24:00', iv interval DEFAULT '%s',
                a int[] DEFAULT '{1,2}', b bit varying(5) DEFAULT B'101', m money DEFAULT 12, r int4range DEFAULT '[1,2)',
                j jsonb DEFAULT '{}', u uuid DEFAULT gen_random_uuid(), n numeric DEFAULT 'NaN', e mood DEFAULT 'happy',
                x timetz DEFAULT '24:00+08', w timestamptz DEFAULT now())\
            """.formatted(LONGEST_INTERVAL));
        MappedTable table = source.table("d", null);
        Lsn from = source.begin(List.of(table));
        source.execute(
                "INSERT INTO d (id) VALUES (1)",
                "INSERT INTO d VALUES (2" + ", NULL".repeat(table.columns().size() - 1) + ")");
        CollectingSink sink = new CollectingSink();
        try (DebeziumPostgresStream stream = source.stream(List.of(table))) {
            stream.start(from, sink);
            List<ChangeEvent> events = sink.awaitEvents(2);

            assertThat(((ChangeEvent.Insert) events.get(0)).after().values()).doesNotContainNull();
            assertThat(((ChangeEvent.Insert) events.get(1))
                            .after()
                            .values()
                            .subList(1, table.columns().size()))
                    .containsOnlyNulls();
        }
    }
}
