package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.contract.QueryReaderContract;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.MappedQuery.Replaced;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryRefusedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real server, with values of every type, and texts that try to reach more than they may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueryReaderOfMySqlFamily extends QueryReaderContract {
    private static final TenantId ACME = new TenantId("acme");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MySqlFamilyServer server;
    private String database;
    private HikariDataSource pool;
    private MappedTable paid;
    private MappedTable types;
    private MappedTable words;
    private MappedTable files;

    QueryReaderOfMySqlFamily(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
    }

    /** Columns of types that only one of the servers has, each after a comma. */
    abstract String ownColumns();

    abstract String ownValues();

    @BeforeAll
    void open() {
        database = server.createDatabase("queries");
        for (String sql : List.of(
                "CREATE TABLE paid (id int PRIMARY KEY, tenant varchar(20), note varchar(40))",
                "INSERT INTO paid VALUES (1, 'acme', 'one'), (2, 'acme', NULL), (3, 'globex', 'three')",
                "CREATE TABLE stray (id int)",
                "CREATE TABLE files (id int PRIMARY KEY)",
                "CREATE VIEW all_paid AS SELECT * FROM paid",
                "CREATE FUNCTION spy() RETURNS int READS SQL DATA RETURN (SELECT COUNT(*) FROM paid)",
                "CREATE TABLE words (word varchar(20) COLLATE utf8mb4_general_ci, n int, PRIMARY KEY (word, n))",
                "INSERT INTO words VALUES ('a', 1), ('B', 1), ('\u00e9', 1), ('a ', 2)",
                """
                CREATE TABLE types (id int PRIMARY KEY, tiny tinyint, truth tinyint(1), big bigint unsigned, amount decimal(12,3),
                    f float, d double, day date, at datetime(3), instant timestamp(6) NULL, hours time(2), year_ year, bits bit(5), one bit(1),
                    latin varchar(20) CHARACTER SET latin1, folded varchar(20) COLLATE utf8mb4_general_ci, padded char(6), long_ mediumtext,
                    bytes varbinary(20), fixed binary(3), document json, colour enum('red', 'blue'), flags set('z', 'a')""" + ownColumns() + ")",
                "INSERT INTO types VALUES (1, -5, 1, 18446744073709551615, -1.500, 0.1, 1e-5, '2026-02-28', '2026-02-28 23:59:59.9',"
                        + " '2026-03-01 00:00:00.000001', '-12:30:00.5', 2024, b'10110', b'1', '\u00e9', 'Stra\u00dfe', 'ab', 'long \\\\ text',"
                        + " X'00ff', X'000102', '{\"a\": [1, \"x\"]}', 'blue', 'a,z'"
                        + ownValues() + ")",
                "INSERT INTO types (id) VALUES (2)")) {
            server.execute(database, sql);
        }
        pool = pool(database, 4);
        Tables tables = new Tables(
                new MySqlSchemaReader(Side.SOURCE.noun(), pool), new MySqlSchemaReader(Side.TARGET.noun(), pool));
        paid = tables.sameName(new TableRef(database, "paid"), "tenant");
        types = tables.sameName(new TableRef(database, "types"), null);
        files = tables.sameName(new TableRef(database, "files"), null);
        words = tables.sameName(new TableRef(database, "words"), null);
    }

    private HikariDataSource pool(String of, int size) {
        return MySqlPools.open(
                server.jdbcUrl(of), server.user(), server.password(), "queries", size, Duration.ofSeconds(10));
    }

    @AfterAll
    void close() {
        pool.close();
    }

    @Override
    protected OpenSnapshot snapshot() {
        return snapshot(Side.TARGET, LIMIT);
    }

    private OpenSnapshot snapshot(Side side, Duration limit) {
        MySqlSnapshot snapshot = MySqlSnapshot.open(side, pool, limit);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    @Override
    protected MappedTable paid() {
        return paid;
    }

    @Override
    protected String unmapped() {
        return database + ".stray";
    }

    private List<List<@Nullable String>> run(String sql, MappedTable table, Replaced replaced) {
        try (OpenSnapshot snapshot = snapshot()) {
            TenantId tenant = table.hasTenants() ? ACME : TenantId.NONE;
            return snapshot.reader()
                    .queries()
                    .run(new MappedQuery(sql, List.of(table), tenant, Map.of(table.id(), replaced), 100));
        }
    }

    private List<String> problems(String sql) {
        try (OpenSnapshot snapshot = snapshot()) {
            return snapshot.reader()
                    .queries()
                    .describe(sql.replace("DB", database), List.of(paid, words), ACME)
                    .problems();
        }
    }

    private List<Row> stored(MappedTable table) {
        List<Row> rows = new ArrayList<>();
        try (OpenSnapshot snapshot = snapshot()) {
            snapshot.reader().rows(table, TenantScope.all(), KeyRange.ALL, rows::add);
        }
        return rows;
    }

    private Replaced everyRowByItself(MappedTable table) {
        List<Row> rows = stored(table);
        return new Replaced(new HashSet<>(rows.stream().map(table::keyOf).toList()), rows);
    }

    /** The overlay is exact: rows that it makes are to any expression what stored rows are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM types",
                "SELECT id, tiny - 1 AS a, big / 2 AS b, big - 1 AS c, amount / 7 AS d, amount * amount AS e, f + 0 AS f, CONCAT(f) AS g, d / 3 AS h"
                        + " FROM types",
                "SELECT id, f = 0.1 AS a, CONCAT(d) AS b, ROUND(amount, 1) AS c, -amount AS d, truth + 1 AS e, bits + 1 AS f, year_ + 1 AS g FROM types",
                "SELECT id, DATE_ADD(day, INTERVAL 1 DAY) AS a, CONCAT(at) AS b, CONCAT(instant) AS c, UNIX_TIMESTAMP(instant) AS d, TIME_TO_SEC(hours) AS"
                        + " e, instant > '2026-03-01' AS f, DATE(at) AS g, MICROSECOND(at) AS h FROM types",
                "SELECT id, latin = '\u00c9' AS a, folded = 'STRASSE' AS b, folded = 'strase' AS c, LENGTH(latin) AS d, CHAR_LENGTH(padded) AS e, padded ="
                        + " 'AB' AS f, HEX(latin) AS g, HEX(WEIGHT_STRING(folded)) AS h, HEX(long_) AS i, LOCATE('\\\\', long_) AS j FROM types",
                "SELECT id, HEX(bytes) AS a, LENGTH(bytes) AS b, HEX(fixed) AS c, JSON_EXTRACT(document, '$.a[1]') AS d, colour = 'BLUE' AS e,"
                        + " FIND_IN_SET('z', flags) AS f, CONCAT(flags) AS g, MAX(colour) OVER () AS h FROM types",
                "SELECT COUNT(*) AS n, SUM(amount) AS a, MIN(folded) AS b, GROUP_CONCAT(latin) AS c, AVG(f) AS d, MAX(at) AS e, BIT_AND(big) AS f FROM"
                        + " types"
            })
    void rowsReplacedByThemselvesChangeNoResult(String sql) {
        List<List<@Nullable String>> expected = run(sql, types, Replaced.NOTHING);

        assertThat(expected).isNotEmpty();
        assertThat(run(sql, types, everyRowByItself(types))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void textsThatACollationTakesForOneAreDifferentKeys() {
        Replaced replaced = new Replaced(
                Set.of(RowKey.of("A", "1"), RowKey.of("B", "1"), RowKey.of("e", "1"), RowKey.of("a", "2")),
                List.of(new Row(List.of("b\u0000\n\"\\\uD83D\uDE00", "7"))));

        assertThat(run("SELECT word, n FROM words", words, replaced))
                .containsExactlyInAnyOrder(
                        List.of("a", "1"),
                        List.of("\u00e9", "1"),
                        List.of("a ", "2"),
                        List.of("b\u0000\n\"\\\uD83D\uDE00", "7"));
    }

    @Test
    void valuesThatTheTargetCouldNotStoreAreSeenAsTheSourceHasThem() {
        Replaced replaced = new Replaced(Set.of(), List.of(row("9", "acme", "x".repeat(50))));

        assertThat(run("SELECT note FROM paid WHERE id = 9", paid, replaced)).containsExactly(List.of("x".repeat(50)));
        assertThatThrownBy(() -> run(
                        "SELECT note FROM paid",
                        paid,
                        new Replaced(Set.of(), List.of(row("9223372036854775808", "acme", "x")))))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("can't hold the source's value 9223372036854775808");
    }

    private static Row row(String... values) {
        return new Row(Arrays.asList(values));
    }

    @Test
    void onTheSourceEveryColumnOfItsTableIsThere() {
        try (OpenSnapshot snapshot = snapshot(Side.SOURCE, LIMIT)) {
            assertThat(snapshot.reader()
                            .queries()
                            .run(new MappedQuery(
                                    "SELECT id FROM paid WHERE tenant = :tenant AND note IS NULL",
                                    List.of(paid),
                                    ACME,
                                    Map.of(),
                                    10)))
                    .containsExactly(List.of("2"));
        }
    }

    @Test
    void queryThatTakesTooLongIsRefusedAndTheSnapshotGoesOn() {
        String slow =
                "SELECT COUNT(*) AS n FROM paid a, paid b, paid c, paid d, paid e, paid f, paid g, paid h, paid i, paid j, paid k, paid l,"
                        + " paid m, paid n, paid o, paid p, paid q, paid r, paid s, paid t, paid u, paid v, paid w, paid x, paid y, paid z WHERE"
                        + " SHA2(CONCAT(a.id, z.id, m.id), 512) = 'x'";
        try (OpenSnapshot snapshot = snapshot(Side.TARGET, Duration.ofMillis(500))) {
            assertThatThrownBy(() -> snapshot.reader().queries().run(query(slow)))
                    .isInstanceOf(QueryRefusedException.class)
                    .hasMessageContaining("takes longer");
            assertThat(snapshot.reader().queries().run(query("SELECT id FROM paid")))
                    .hasSize(2);
        }
    }

    @Test
    void sessionGetsItsDefaultDatabaseBack() throws SQLException {
        try (HikariDataSource single = pool(database, 1)) {
            try (MySqlQueryReader queries = MySqlQueryReader.open(Side.TARGET, single, LIMIT)) {
                assertThat(queries.run(query("SELECT id FROM paid"))).hasSize(2);
                assertThatThrownBy(() -> queries.run(query("SELECT nothing FROM paid")))
                        .isInstanceOf(QueryRefusedException.class);
            }
            String left = Sql.with(single, connection -> Sql.one(connection, "SELECT DATABASE()", r -> r.getString(1)));
            assertThat(left).isEqualTo(database);
        }
    }

    @Test
    void sessionWithoutDefaultDatabaseReachesNoMore() {
        try (HikariDataSource without = pool("", 1);
                MySqlQueryReader queries = MySqlQueryReader.open(Side.TARGET, without, LIMIT)) {
            assertThat(queries.run(query("SELECT id FROM paid"))).hasSize(2);
            assertThat(queries.describe("SELECT id FROM paid JOIN stray USING (id)", List.of(paid), ACME)
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("no mapped table", "stray");
        }
    }

    /** The servers compare the names of their own tables without case, and those of users' tables by it. */
    @Test
    void mappedTableMayHaveTheNameOfOneOfTheServersTablesInItsOwnSpellingOnly() {
        try (OpenSnapshot snapshot = snapshot()) {
            assertThat(snapshot.reader()
                            .queries()
                            .describe("SELECT id FROM files", List.of(files), TenantId.NONE)
                            .problems())
                    .isEmpty();
            assertThat(snapshot.reader()
                            .queries()
                            .describe("SELECT 1 AS id FROM FILES", List.of(files), TenantId.NONE)
                            .problems())
                    .isNotEmpty();
        }
    }

    private MappedQuery query(String sql) {
        return new MappedQuery(sql, List.of(paid), ACME, Map.of(), 10);
    }

    /** Each text hides what it does from one of the ways to read it: as the server, the driver and this product do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM paid; DELETE FROM DB.stray",
                "SELECT id FROM paid) AS q, (SELECT 1",
                "SELECT id FROM paid /*! , DB.stray */",
                "SELECT id FROM paid /*M! , DB.stray */",
                "SELECT /*+ MAX_EXECUTION_TIME(0) */ id FROM paid",
                "SELECT id FROM paid JOIN DB . stray USING (id)",
                "SELECT id FROM paid JOIN `DB`.`stray` USING (id)",
                "SELECT id FROM paid JOIN DB/* */./* */stray USING (id)",
                "SELECT id FROM paid WHERE id IN (SELECT DB.stray.id FROM DB.stray)",
                "SELECT id FROM paid WHERE id IN (TABLE DB.stray)",
                "SELECT id FROM DB.paid",
                "SELECT id FROM DB.all_paid JOIN paid USING (id)",
                "SELECT id FROM paid JOIN stray USING (id)",
                "SELECT id FROM paid WHERE id IN (WITH stray AS (SELECT 1 AS id) SELECT id FROM stray) OR id IN (SELECT id FROM stray)",
                "SELECT 'a' AS id FROM paid WHERE 'x' = 'it\\'s' OR id IN (SELECT id FROM DB.stray) -- '",
                "SELECT 1--1 AS id FROM paid",
                "SELECT id FROM paid -- \r, stray\n, DB.stray",
                "SELECT id FROM paid # \n, DB.stray",
                "SELECT id FROM paid, information_schema.tables",
                "SELECT id FROM paid, INFORMATION_SCHEMA.tables",
                "SELECT id FROM paid, processlist",
                "SELECT id FROM paid, .processlist",
                "SELECT id FROM paid JOIN.`processlist`",
                "SELECT id FROM paid JOIN. processlist",
                "SELECT id FROM paid, `TABLES`",
                "SELECT id FROM paid WHERE 1 IN (SELECT 1 FROM processlist AS paid)",
                "SELECT 1e1FROM DB.stray JOIN paid",
                "SELECT id FROM paid FOR UPDATE",
                "SELECT id FROM paid FOR SHARE",
                "SELECT id FROM paid LOCK IN SHARE MODE",
                "SELECT id INTO @x FROM paid",
                "SELECT id FROM paid INTO OUTFILE '/tmp/x'",
                "SELECT @x := id AS id FROM paid",
                "SELECT @@datadir AS id FROM paid",
                "SELECT {fn user()} AS id FROM paid",
                "SELECT id FROM paid WHERE id = ?",
                "SELECT SLEEP(60) AS id FROM paid",
                "SELECT `sleep`(60) AS id FROM paid",
                "SELECT sLeEp /* */ (60) AS id FROM paid",
                "SELECT GET_LOCK('x', 1) AS id FROM paid",
                "SELECT BENCHMARK(1000000000, SHA2('x', 512)) AS id FROM paid",
                "SELECT LOAD_FILE('/etc/passwd') AS id FROM paid",
                "SELECT RAND() AS id FROM paid",
                "SELECT DB.spy() AS id FROM paid",
                "SELECT spy() AS id FROM paid",
                "SELECT NEXTVAL(s) AS id FROM paid",
                "WITH x AS (DELETE FROM paid) SELECT id FROM paid",
                "WITH x AS (SELECT id FROM DB.stray) SELECT id FROM paid JOIN x USING (id)",
                "UPDATE paid SET id = 1",
                "TABLE paid",
                "SELECT id FROM paid WHERE note = 'open",
                "SELECT id FROM paid /* open"
            })
    void whatReachesMoreThanTheRowsOfMappedTablesIsRefused(String sql) {
        assertThat(problems(sql)).isNotEmpty();
        try (OpenSnapshot snapshot = snapshot()) {
            assertThatThrownBy(() -> snapshot.reader().queries().run(query(sql.replace("DB", database))))
                    .isInstanceOf(QueryRefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM paid WHERE note = 'DB.stray; /*! */ -- \\' ? @x {' OR note LIKE \"%`%\" -- DB.stray ;",
                "SELECT p.`id`, p.note AS `update` FROM paid AS p WHERE p.id IN (1, 2) # sleep(1)",
                "WITH a AS (SELECT id FROM paid WHERE tenant = :tenant), b (n) AS (SELECT 1) SELECT id FROM a JOIN b ON b.n = a.id",
                "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i AS id FROM n JOIN paid ON paid.id = i",
                "SELECT id, SUM(id) OVER (ORDER BY id) AS s, IF(id > 1, 0x41, X'42') AS x, 1e3 AS y, .5 AS z FROM paid",
                "SELECT COUNT(*) AS n, GROUP_CONCAT(DISTINCT note ORDER BY note SEPARATOR '; ') AS g FROM paid GROUP BY tenant HAVING COUNT(*) > 0",
                "SELECT CAST(id AS DECIMAL(10,2)) AS d, DATE_FORMAT(NOW(), '%Y') AS y, COALESCE(note, 'x') AS c FROM paid WHERE (id, tenant) IN ((1, 'a'))",
                "(SELECT id FROM paid)"
            })
    void readingQueriesAreAccepted(String sql) {
        List<String> problems = problems(sql);

        if (sql.contains("b (n)")) {
            assertThat(problems).singleElement().asString().contains("calls function b");
        } else {
            assertThat(problems).isEmpty();
        }
    }

    @Test
    void problemsNameWhatToWriteInstead() {
        assertThat(problems("SELECT id FROM DB.paid"))
                .singleElement()
                .asString()
                .contains("without it");
        assertThat(problems("SELECT id FROM paid JOIN stray USING (id)"))
                .singleElement()
                .asString()
                .contains("no mapped table", "stray");
        assertThat(problems("SELECT idd FROM paid")).singleElement().asString().contains("idd");
    }

    @Test
    void datesAndTimesHaveTheTextsAndTypeNamesOfPostgres() {
        String sql = "SELECT day, at, instant, bytes, f, d, amount FROM types WHERE id = 1";
        try (OpenSnapshot snapshot = snapshot()) {
            QueryDescription described = snapshot.reader().queries().describe(sql, List.of(types), TenantId.NONE);

            assertThat(described.columns())
                    .extracting(column -> column.type())
                    .containsExactly("date", "timestamp", "timestamptz", "bytea", "NUMBER", "NUMBER", "NUMBER");
        }
        List<List<@Nullable String>> texts = List.of(List.of(
                "2026-02-28",
                "2026-02-28 23:59:59.9",
                "2026-03-01 00:00:00.000001+00",
                "\\x00ff",
                "0.1",
                "1e-05",
                "-1.500"));
        assertThat(run(sql, types, Replaced.NOTHING)).isEqualTo(texts);
        assertThat(run(sql, types, everyRowByItself(types))).isEqualTo(texts);
    }
}
